/** The file of a report in the bucket. */
export const reportObject = (reportId: string): string => `results/reports/${reportId}/export.zip`

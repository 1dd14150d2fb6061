import { parse } from 'csv-parse/sync'

/** Cells of a CSV text that a spreadsheet would run, whether it separates by comma, or by semicolon or tab. */
export const formulasIn = (csv: string): string[] => {
  const text = csv.replace('\ufeff', '')
  const cells = (parse(text) as string[][]).flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))
  const parts = text.split(/[;\t\r\n]/).filter((part) => /^["']*[=+\-@]/.test(part) && !/^"?'/.test(part))
  return [...cells, ...parts].filter((cell) => !/^-\d+$/.test(cell))
}

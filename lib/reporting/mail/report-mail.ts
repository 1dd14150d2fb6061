import * as z from 'zod'

/** A mail that is to tell of a scheduled report; what it says is read when it is sent. */
export const ReportMail = z.object({
  to: z.string(),
  scheduleName: z.string(),
  dueAt: z.string(),
  timeZone: z.string(),
})
export type ReportMail = z.infer<typeof ReportMail>

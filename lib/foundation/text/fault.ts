import type * as z from 'zod'

/** A check of a zod schema. @param faultOf a message for the person who typed it; undefined when the text is fine */
export const refusing =
  (code: string, faultOf: (text: string) => string | undefined): z.core.CheckFn<string> =>
  ({ value, issues }) => {
    const message = faultOf(value)
    // The input is not repeated, as details of agreements are confidential.
    if (message !== undefined) issues.push({ code: 'custom', input: '', message, params: { code } })
  }

const dangerous = /^'*[=+\-@\t\r]/
const guarded = /^'(?='*[=+\-@\t\r])/

/**
 * Makes a cell safe to open in a spreadsheet, which would run a formula: one that begins with `= + - @`, tab or CR (or
 * with `'` before one of these) gets one leading `'`.
 */
export const guardCell = (text: string): string => (dangerous.test(text) ? `'${text}` : text)

export const unguardCell = (text: string): string => text.replace(guarded, '')

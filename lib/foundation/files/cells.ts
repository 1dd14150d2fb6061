/** Where a spreadsheet that separates by comma, semicolon or tab may find a formula: in a cell, or in a part of it. */
const begin = /^(?='*[=+\-@\t\r])|(?<=[;\t\r\n])(?=['"]*[=+\-@])/g
const guarded = /^'(?='*[=+\-@\t\r])|(?<=[;\t\r\n])'(?=['"]*[=+\-@])/g

/**
 * Makes a cell safe to open in a spreadsheet, which would run a formula: one that begins with `= + - @`, tab or CR (or
 * with `'` before one of these) gets one leading `'`. Behind `;`, tabs and line ends in a cell, where a spreadsheet with
 * another separator splits it whatever is quoted, the same holds for `= + - @`.
 */
export const guardCell = <T extends string | number>(cell: T): T | string =>
  typeof cell === 'string' ? cell.replace(begin, "'") : cell

export const unguardCell = (text: string): string => text.replace(guarded, '')

/** How CSV is written: RFC 4180. A cell that holds ends of lines is quoted, whichever they are. */
export const csvFormat = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const

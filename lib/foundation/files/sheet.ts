/** A row of a delimited file or of a sheet that is not blank. */
export interface SheetRow {
  /** Its number in the file or sheet, from 1; of a row that spans lines, the first of them. */
  line: number
  /** Its cells, trimmed; what is not there is not in the array or `undefined`. */
  cells: readonly (string | undefined)[]
  /** As it was read. */
  text: string
  /** Why it cannot be read: its quotes do not match. */
  fault?: string
}

/** There is more than anyone reads: what comes behind is not read at all. */
export class TooLarge extends Error {
  override name = 'TooLarge'
}

export const isBlank = ({ cells }: Pick<SheetRow, 'cells'>): boolean =>
  cells.every((cell) => cell === undefined || cell === '')

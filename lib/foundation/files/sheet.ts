/** What is wrong with a row. */
export interface Fault {
  /** From 1. */
  column?: number | undefined
  code: string
  message: string
}

/** A row of a delimited text or of a sheet that is not blank. */
export interface SheetRow {
  /** Its number, from 1; that of the first line of a row that spans lines. */
  line: number
  /** A cell that is not there is not in the array or `undefined`. */
  cells: readonly (string | undefined)[]
  /** As it was read. */
  text: string
  /** Why it cannot be read. */
  fault?: Fault
}

export const isBlank = ({ cells }: Pick<SheetRow, 'cells'>): boolean => cells.every((cell) => !cell?.trim())

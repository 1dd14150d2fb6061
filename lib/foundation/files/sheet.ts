export interface Fault {
  /** From 1. */
  column?: number | undefined
  code: string
  message: string
}

/** A row of a delimited text or of a sheet that is not blank. */
export interface SheetRow {
  /** From 1; the first of several lines. */
  line: number
  /** A missing cell is `undefined`, or past the end. */
  cells: readonly (string | undefined)[]
  text: string
  fault?: Fault
}

export const isBlank = ({ cells }: Pick<SheetRow, 'cells'>): boolean => cells.every((cell) => !cell?.trim())

export interface Fault {
  column?: number | undefined
  code: string
  message: string
}

export interface SheetRow {
  /** From 1; the first of several lines. */
  line: number
  /** A missing cell is `undefined`, or past the end. */
  cells: readonly (string | undefined)[]
  text: string
  /** It has no cells where nothing was written. */
  isSparse?: boolean
  fault?: Fault
}

export const isBlank = ({ cells }: Pick<SheetRow, 'cells'>): boolean => cells.every((cell) => !cell?.trim())

/** The whole file is refused: it is not what it should be, or has more than we read. */
export class WrongFile extends Error {
  override name = 'WrongFile'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The whole file is refused: it is not what it should be, or has more than we read. */
export class WrongFile extends Error {
  override name = 'WrongFile'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

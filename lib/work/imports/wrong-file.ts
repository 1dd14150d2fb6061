/** The whole file is refused. */
export class WrongFile extends Error {
  override name = 'WrongFile'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

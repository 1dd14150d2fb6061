/**
 * How a caller can answer an error: what was asked for is not there, the input breaks a rule (or names something that
 * is not there), the state of the ledger forbids it, or the caller's copy is out of date.
 */
export type ErrorKind = 'not-found' | 'invalid' | 'malformed' | 'conflict' | 'stale'

export interface InputError {
  /** RFC 6901 JSON pointer into the body. */
  pointer?: string
  /** Name of a path or query parameter, or of a header. */
  parameter?: string
  code: string
  message: string
}

/** Everything that the domain refuses, under a stable code. The detail is written for the person who has to mend it. */
export class LedgerError extends Error {
  override name = 'LedgerError'
  readonly kind: ErrorKind
  readonly code: string
  readonly errors: InputError[]

  constructor(kind: ErrorKind, code: string, detail: string, errors: InputError[] = []) {
    super(detail)
    this.kind = kind
    this.code = code
    this.errors = errors
  }
}

export const notFound = (code: string, detail: string): LedgerError => new LedgerError('not-found', code, detail)

export const conflict = (code: string, detail: string, errors?: InputError[]): LedgerError =>
  new LedgerError('conflict', code, detail, errors)

/** A well-formed input that breaks rules. One rule broken gives its code; several give `validation`. */
export const invalidInput = (errors: InputError[]): LedgerError => {
  const codes = new Set(errors.map(({ code }) => code))
  const [only] = codes.size === 1 ? codes : []
  const detail = errors.length === 1 ? (errors[0]?.message ?? '') : `The input has ${errors.length} errors.`
  return new LedgerError('invalid', only ?? 'validation', detail, errors)
}

/** Versions that a caller accepts; undefined accepts any. */
export type Versions = readonly number[]

/** The version of what is not there. */
export const absent = 0

/** @throws LedgerError `stale-version` when the caller saw another version */
export const expectVersion = (actual: number, expected?: Versions): void => {
  if (expected?.includes(actual) ?? true) return
  const changed = expected?.includes(absent) ? 'It is there already' : 'It was changed meanwhile'
  const how = actual === absent ? 'It is not there any more' : `${changed}: its version is ${actual}`
  throw new LedgerError('stale', 'stale-version', `${how}. Read it again.`)
}

/** @throws LedgerError when the last day of a query comes before its first */
export const expectDaysInOrder = (from: string, to: string): void => {
  if (from <= to) return
  const message = `${from} is after ${to}.`
  throw new LedgerError('malformed', 'validation', message, [{ parameter: 'from', code: 'not-before-to', message }])
}

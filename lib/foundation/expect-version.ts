import { LedgerError } from './errors.ts'

/** @throws LedgerError `stale-version` when the caller saw another version */
export const expectVersion = (actual: number, expected: number | undefined): void => {
  if (expected === undefined || expected === actual) return
  throw new LedgerError('stale', 'stale-version', `It was changed meanwhile: its version is ${actual}. Read it again.`)
}

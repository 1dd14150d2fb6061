import type { ImportError } from './import-run.ts'

/** What a file says of its lines. */
interface FileOfLines {
  errors: readonly ImportError[]
  /** A line as it was read, from 1. */
  textOf: (line: number) => string
}

export const withText = ({ textOf }: FileOfLines, errors: readonly ImportError[]): ImportError[] =>
  errors
    .map((error) => (error.line === undefined ? error : { ...error, text: textOf(error.line) }))
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))

/** Every error of a file: what the file alone shows, and what the ledger says of it. */
export const allErrors = (file: FileOfLines, found: readonly ImportError[]): ImportError[] =>
  withText(file, [...file.errors, ...found])

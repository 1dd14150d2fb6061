import type { ImportError } from './import-run.ts'

/** What a file says of its lines. */
interface FileOfLines {
  errors: readonly ImportError[]
  /** A line as it was read, from 1; undefined when it must not be told. */
  textOf: (line: number) => string | undefined
}

const textFor = ({ textOf }: FileOfLines, { line }: ImportError): { text?: string } => {
  const text = line === undefined ? undefined : textOf(line)
  return text === undefined ? {} : { text }
}

export const withText = (file: FileOfLines, errors: readonly ImportError[]): ImportError[] =>
  errors
    .map((error) => ({ ...error, ...textFor(file, error) }))
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))

/** Every error of a file: what the file alone shows, and what the ledger says of it. */
export const allErrors = (file: FileOfLines, found: readonly ImportError[]): ImportError[] =>
  withText(file, [...file.errors, ...found])

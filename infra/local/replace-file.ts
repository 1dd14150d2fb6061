import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file that only its owner may read; a kill at any moment leaves the old one or the new one, never half. */
export const replaceFile = (file: string, contents: string | Buffer): void => {
  writeFileSync(`${file}.new`, contents, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

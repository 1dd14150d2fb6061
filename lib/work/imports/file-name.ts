import type { ImportKind } from './import-run.ts'
import { kinds } from './kinds.ts'

const maximumCharacters = 128
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const impossible = /[\x00-\x1f\x7f/]/

export type FileType = 'csv' | 'xlsx' | 'zip'

/** What the ending of a file name or key says of the file; what ends otherwise is refused before it is read. */
export const fileTypeOf = (name: string): FileType =>
  (['xlsx', 'zip'] as const).find((type) => name.toLowerCase().endsWith(`.${type}`)) ?? 'csv'

/** What a file name breaks; undefined when it is fine: spec "CSV import of pairs". @param kind of import */
export const fileNameFault = (fileName: string, kind: ImportKind): string | undefined => {
  const types = Object.keys(kinds[kind].fileTypes)
  const { length } = [...fileName]
  if (length > maximumCharacters)
    return `The file name has ${length} characters; at most ${maximumCharacters} are allowed.`
  const lowerCased = fileName.toLowerCase()
  if (!types.some((type) => lowerCased.endsWith(`.${type}`)))
    return `The file name must end in ${types.map((type) => `.${type}`).join(' or ')}.`
  if (impossible.test(fileName) || !fileName.isWellFormed())
    return 'The file name has characters that no file name has.'
  return undefined
}

/** The most bytes that a file may have. */
export const maximumBytes = (fileName: string, kind: ImportKind): number =>
  kinds[kind].fileTypes[fileTypeOf(fileName)] ?? 0

const maximumCharacters = 128
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const impossible = /[\x00-\x1f\x7f/]/

export type FileType = 'csv' | 'xlsx'

/** The most bytes that a file of a type may have. */
export const maximumBytes: Record<FileType, number> = { csv: 2 * 1024 * 1024, xlsx: 5 * 1024 * 1024 }

/** What the ending of a file name or key says of the file; what ends otherwise is refused before it is read. */
export const fileTypeOf = (name: string): FileType => (/\.xlsx$/i.test(name) ? 'xlsx' : 'csv')

/** What a file name breaks; undefined when it is fine: spec "CSV import of pairs". @param types that may be imported */
export const fileNameFault = (fileName: string, types: readonly FileType[]): string | undefined => {
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

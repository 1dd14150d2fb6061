const maximumCharacters = 128
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const impossible = /[\x00-\x1f\x7f/]/

/** What a file name breaks; undefined when it is fine: spec "CSV import of pairs". */
export const fileNameFault = (fileName: string): string | undefined => {
  const { length } = [...fileName]
  if (length > maximumCharacters)
    return `The file name has ${length} characters; at most ${maximumCharacters} are allowed.`
  if (!/\.csv$/i.test(fileName)) return 'The file name must end in .csv.'
  if (impossible.test(fileName) || !fileName.isWellFormed())
    return 'The file name has characters that no file name has.'
  return undefined
}

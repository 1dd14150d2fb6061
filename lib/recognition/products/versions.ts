/** Years, major numbers and releases: what may say which version a name is of. */
const versionWord =
  /^(?!(?:[23]D|365)$)(?:V?\d{1,4}(?:\.\d+)*[A-Z]?|R(?:\d{1,2}(?:\.\d+)?|20\d\d[AB]?)|\dR20\d\d|20\d\d[AB]|CS\d(?:\.\d)?|CC|DC|X[1-9I]?)$/u
const year = /^(?:19|20)\d\d/u
export const isYear = (word: string): boolean => year.test(word)

/** The version by which licenses are sold: a year if there is one, else the first number; with its release. */
export const versionOf = (words: readonly string[], sold: string): string | undefined => {
  const [first, ...rest] = words.toSorted((one, other) => Number(year.test(other)) - Number(year.test(one)))
  const release = rest.find((word) => /^R\d$/u.test(word))
  const number = first?.replace(/^[VR](?=\d)/u, '')
  const major = number?.replace(sold === 'minor' ? /^(\d+\.\d+)\..*$/u : /^(\d+)\..*$/u, '$1')
  return release === undefined ? major : `${major} ${release}`
}

export const isVersion = (word: string): boolean => versionWord.test(word)

/** Chinese and Japanese names, and short ones before a year, have no space where another script or a version begins. */
const gluedVersion =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー])(?=[\dV])|(?<=\d)(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])|(?<=\p{L}{3})(?=(?:19|20)\d\d(?!\d))/gu
export const withSpaces = (title: string): string => title.replaceAll(gluedVersion, ' ')

/** A version as the title has it first: `10` of `Desktop 10.7.1` is `10.7`. */
const withMinor = (version: string, title: string): string => {
  const number = version.replace(/^V(?=\d)/u, '')
  const [found] = title.matchAll(/(?<![\d.])(\d+)(?:\.\d+)?/gu).filter(([, major]) => major === number)
  return found?.[0] ?? version
}

/** A version may stand in brackets, or behind a number in the name: `STEP 7 V5.6`. */
export const versionsIn = (
  title: string,
  line: { title: string; sold?: string | undefined },
  versions: readonly string[],
): readonly string[] => {
  if (line.sold === undefined) return versions
  if (versions.length === 0) return /(?<![\d.])\d+\.\d+/u.exec(title) ?? []
  return line.sold === 'minor' ? versions.map((word) => withMinor(word, title)) : versions
}

import { WrongFile } from './wrong-file.ts'

/** A piece of an XML document; names are without their prefix. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: string; isEmpty: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

/** What is no XML, or XML with a document type, which we do not read. */
export const wrongXml = (what: string): WrongFile =>
  new WrongFile('bad-archive', `The workbook cannot be read. ${what}`)

const tag = /<(\/?)([^\s/>"'=<]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/y
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const entity = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Characters that a tag, a comment or the like may have. */
const longestToken = 64 * 1024
/** Characters that a character reference may have. */
const longestEntity = 12

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd')

const decode = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(entity, (whole, hex?: string, decimal?: string, name?: string) => {
        if (hex !== undefined) return character(Number.parseInt(hex, 16))
        if (decimal !== undefined) return character(Number(decimal))
        return named[name ?? ''] ?? whole
      })
    : text

/** The attributes of a tag, by name without prefix. */
export const attributesOf = (attributes: string): Record<string, string> =>
  Object.fromEntries(
    [...attributes.matchAll(attribute)].map(([, name = '', double, single]) => [
      localName(name),
      decode(double ?? single ?? ''),
    ]),
  )

/** The token that begins with `<` at `at`, and where it ends; undefined when it is not all there yet. */
const markupAt = (buffer: string, at: number): [XmlToken | undefined, number] | undefined => {
  const enclosed = (opening: string, closing: string): [string, number] | undefined => {
    const end = buffer.indexOf(closing, at + opening.length)
    return end < 0 ? undefined : [buffer.slice(at + opening.length, end), end + closing.length]
  }
  if (buffer.startsWith('<![CDATA[', at)) {
    const found = enclosed('<![CDATA[', ']]>')
    return found && [{ kind: 'text', text: found[0] }, found[1]]
  }
  for (const [opening, closing] of [
    ['<!--', '-->'],
    ['<?', '?>'],
  ] as const)
    if (buffer.startsWith(opening, at)) {
      const found = enclosed(opening, closing)
      return found && [undefined, found[1]]
    }
  // `<!` alone may become a comment or CDATA.
  if (buffer.startsWith('<!', at)) {
    if (buffer.length - at < longestEntity) return undefined
    throw wrongXml('The XML declares a document type.')
  }
  tag.lastIndex = at
  const found = tag.exec(buffer)
  if (!found) return undefined
  const [, slash, qualified = '', attributes = '', isEmpty] = found
  const name = localName(qualified)
  return [
    slash === '/' ? { kind: 'close', name } : { kind: 'open', name, attributes, isEmpty: isEmpty === '/' },
    tag.lastIndex,
  ]
}

/** Where text can be cut: a character reference at its end may not be all there. */
const cutOf = (buffer: string, from: number): number => {
  const reference = buffer.lastIndexOf('&')
  return reference >= from && buffer.length - reference < longestEntity ? reference : buffer.length
}

/**
 * The tokens of an XML document that comes in pieces: those of a piece together. One text may come as several tokens.
 * @throws WrongFile `bad-archive`
 */
export async function* readXml(pieces: AsyncIterable<string>): AsyncGenerator<XmlToken[]> {
  let buffer = ''
  for await (const piece of pieces) {
    buffer += piece
    const tokens: XmlToken[] = []
    let at = 0
    while (at < buffer.length) {
      const next = buffer.indexOf('<', at)
      const end = next < 0 ? cutOf(buffer, at) : next
      if (end > at) tokens.push({ kind: 'text', text: decode(buffer.slice(at, end)) })
      at = end
      if (next < 0) break
      const found = markupAt(buffer, at)
      if ((found?.[1] ?? buffer.length) - at > longestToken)
        throw wrongXml('The XML has a tag or comment that is too long.')
      if (!found) break
      if (found[0]) tokens.push(found[0])
      at = found[1]
    }
    buffer = buffer.slice(at)
    yield tokens
  }
  if (buffer.trim() !== '') throw wrongXml('The XML is cut off.')
}

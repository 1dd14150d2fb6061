import { WrongFile } from './wrong-file.ts'

/** A piece of an XML document; names are without their prefix. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: string; isEmpty: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

export const wrongXml = (what: string): WrongFile =>
  new WrongFile('bad-archive', `The workbook cannot be read. ${what}`)

/** Comments and processing instructions, CDATA (1), and tags: slash (2), name (3), attributes (4), slash at the end (5). */
const markup =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|<(\/?)(?![!?])([^\s/>"'=<]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/sy
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const entity = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Characters of the longest tag, comment or the like. */
const longestToken = 64 * 1024
/** Characters of the longest character reference, and of `<!--` or `<![CDATA[`. */
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

export const attributesOf = (attributes: string): Record<string, string> =>
  Object.fromEntries(
    [...attributes.matchAll(attribute)].map(([, name = '', double, single]) => [
      localName(name),
      decode(double ?? single ?? ''),
    ]),
  )

/** @returns undefined for comments and processing instructions */
const tokenOf = ([, cdata, slash, name, attributes = '', isEmpty]: RegExpExecArray): XmlToken | undefined => {
  if (cdata !== undefined) return { kind: 'text', text: cdata }
  if (name === undefined) return undefined
  if (slash === '/') return { kind: 'close', name: localName(name) }
  return { kind: 'open', name: localName(name), attributes, isEmpty: isEmpty === '/' }
}

const isDocumentType = (buffer: string, at: number): boolean =>
  buffer.startsWith('<!', at) && !['<!--', '<![CDATA['].some((start) => buffer.startsWith(start, at))

/** Where text can be cut: a reference at its end may be incomplete. */
const cutOf = (buffer: string, from: number): number => {
  const reference = buffer.lastIndexOf('&')
  return reference >= from && buffer.length - reference < longestEntity ? reference : buffer.length
}

/**
 * The tokens of an XML document that comes in pieces: those of a piece together. One text may come as several tokens.
 * @throws WrongFile `bad-archive`, also for XML with a document type
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
      markup.lastIndex = at
      const found = markup.exec(buffer)
      if ((found?.[0].length ?? buffer.length - at) > longestToken)
        throw wrongXml('The XML has a tag or comment that is too long.')
      if (!found && buffer.length - at >= longestEntity && isDocumentType(buffer, at))
        throw wrongXml('The XML declares a document type.')
      if (!found) break
      const token = tokenOf(found)
      if (token) tokens.push(token)
      at += found[0].length
    }
    buffer = buffer.slice(at)
    yield tokens
  }
  if (buffer.trim() !== '') throw wrongXml('The XML is cut off.')
}

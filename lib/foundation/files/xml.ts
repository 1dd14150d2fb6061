import sax from 'sax'
import { WrongFile } from './sheet.ts'

type Attributes = Readonly<Record<string, string>>

/** A piece of an XML document; names are without their prefix. */
export type XmlToken =
  | { kind: 'open'; name: string; attributes: Attributes }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

export const wrongXml = (what: string): WrongFile =>
  new WrongFile('bad-archive', `The workbook cannot be read. ${what}`)

/** Bounds of the memory that a hostile document can take. */
const maximumDepth = 100
const maximumAttributes = 1_000
/** Wrong character references that are read as the text that they are. */
const maximumReferences = 10_000

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const faultOf = (message: string): string => {
  if (message.startsWith('Max buffer length')) return 'The XML has a tag or comment that is too long.'
  if (/^Un(closed root|expected end)/.test(message)) return 'The XML is cut off.'
  return `The XML is not well formed: ${message.split('\n', 1)[0]}.`
}

/**
 * The tokens of an XML document that comes in pieces. One text may come as several tokens.
 * @throws WrongFile `bad-archive`, also for XML with a document type
 */
export async function* readXml(pieces: AsyncIterable<string>): AsyncGenerator<XmlToken[]> {
  let tokens: XmlToken[] = []
  let attributes: Record<string, string> = {}
  let [depth, count, references] = [0, 0, 0]
  const parser = sax.parser(true)
  parser.onerror = ({ message }) => {
    references += 1
    if (!/^Invalid character.* entity/.test(message) || references > maximumReferences) throw wrongXml(faultOf(message))
    parser.resume()
  }
  parser.ondoctype = () => {
    throw wrongXml('The XML declares a document type.')
  }
  parser.onattribute = ({ name, value }) => {
    count += 1
    if (count > maximumAttributes) throw wrongXml('The XML has a tag or comment that is too long.')
    attributes[localName(name)] = value
  }
  parser.onopentag = ({ name }) => {
    depth += 1
    if (depth > maximumDepth) throw wrongXml('The XML is nested too deeply.')
    tokens.push({ kind: 'open', name: localName(name), attributes })
    attributes = {}
    count = 0
  }
  parser.onclosetag = (name) => {
    depth -= 1
    tokens.push({ kind: 'close', name: localName(name) })
  }
  parser.ontext = (text) => tokens.push({ kind: 'text', text })
  parser.oncdata = parser.ontext
  for await (const piece of pieces) {
    parser.write(piece)
    yield tokens
    tokens = []
  }
  parser.close()
}

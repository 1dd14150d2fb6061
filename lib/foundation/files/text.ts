import { WrongFile } from './sheet.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

const pieceBytes = 64 * 1024
const sampleBytes = 2_000

const beginsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte)

/** By the byte order mark. UTF-16 without one shows as a zero in every second byte, the first of two if big-endian. */
const encodingOf = (bytes: Uint8Array): Encoding => {
  if (beginsWith(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (beginsWith(bytes, 0xfe, 0xff)) return 'utf-16be'
  const sample = bytes.subarray(0, sampleBytes)
  const zeros = sample.filter((byte) => byte === 0).length
  if (sample.length < 4 || zeros < sample.length * 0.3) return 'utf-8'
  return sample[0] === 0 ? 'utf-16be' : 'utf-16le'
}

/** @returns decodes pieces, and the rest when called without one; throws `wrong` for other bytes */
export const decoderOf = (encoding: Encoding, wrong = () => wrongText(encoding)) => {
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw wrong()
    }
  }
}

const wrongText = (encoding: Encoding): WrongFile =>
  new WrongFile(
    'encoding',
    encoding === 'utf-8'
      ? 'The file is neither ASCII nor UTF-8 (perhaps Windows-1252). Save it as CSV UTF-8.'
      : 'The file begins as UTF-16 and is not UTF-16. Save it as CSV UTF-8.',
  )

/**
 * Reads UTF-8 and UTF-16; `isMarked` when it began with a UTF-8 byte order mark. @param isCut it may end within a character
 * @throws WrongFile `encoding`
 */
export const decodeText = (bytes: Uint8Array, isCut = false) => {
  const encoding = encodingOf(bytes)
  const decode = decoderOf(encoding)
  return { content: decode(bytes) + (isCut ? '' : decode()), encoding, isMarked: beginsWith(bytes, 0xef, 0xbb, 0xbf) }
}

/** The same piece by piece, in constant memory. @throws WrongFile `encoding` as soon as the text is wrong */
export async function* readText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decode: ReturnType<typeof decoderOf> | undefined
  let sample: Uint8Array = new Uint8Array()
  for await (const piece of bytes) {
    let rest = piece
    if (!decode) {
      sample = Buffer.concat([sample, piece])
      if (sample.length < sampleBytes) continue
      decode = decoderOf(encodingOf(sample))
      rest = sample
    }
    for (let from = 0; from < rest.length; from += pieceBytes) yield decode(rest.subarray(from, from + pieceBytes))
  }
  yield decode ? decode() : decodeText(sample).content
}

export const longestLine = 1024 * 1024
/** Characters without a line end after which reading stops. */
const longestGap = 16 * longestLine

/** Consecutive lines without their ends; one longer than {@link longestLine} is `undefined`. */
export type LineBlock = (string | undefined)[]

const keepLine = (line: string): string | undefined => {
  if (line.length > longestLine) return undefined
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

export const linesOf = (text: string): LineBlock => text.split('\n').map(keepLine)

/** Lines of a text in pieces, which end in LF or CRLF. @throws WrongFile `file-too-large` when none ends for long */
export async function* readLines(texts: AsyncIterable<string>): AsyncGenerator<LineBlock> {
  let number = 1
  let begun: string[] = []
  let length = 0
  const add = (piece: string): void => {
    length += piece.length
    if (length > longestGap)
      throw new WrongFile(
        'file-too-large',
        `Line ${number} does not end within ${longestGap} characters. Perhaps this is not a CSV file.`,
      )
    if (length > longestLine) begun = []
    else begun.push(piece)
  }
  const end = (): string | undefined => {
    const line = length > longestLine ? undefined : keepLine(begun.join(''))
    begun = []
    length = 0
    return line
  }
  for await (const text of texts) {
    const [first = '', ...lines] = text.split('\n')
    add(first)
    const last = lines.pop()
    if (last === undefined) continue
    const block = [end(), ...lines.map(keepLine)]
    number += block.length
    add(last)
    yield block
  }
  if (length > 0) yield [end()]
}

/** A file of bytes that is no text we read. */
export class UnreadableText extends Error {
  override name = 'UnreadableText'
}

export interface Text {
  content: string
  /** It began with a UTF-8 byte order mark. */
  marked: boolean
}

const utf8Mark = [0xef, 0xbb, 0xbf]

const beginsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte)

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Bytes by which the encoding is told. */
export const sampleBytes = 2_000

/**
 * The encoding of a text, by its byte order mark. UTF-16 without one shows as a zero in every second byte; in the
 * big-endian one the zero of an ASCII character is the first of its two.
 */
export const encodingOf = (bytes: Uint8Array): Encoding => {
  if (beginsWith(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (beginsWith(bytes, 0xfe, 0xff)) return 'utf-16be'
  const sample = bytes.subarray(0, sampleBytes)
  const zeros = sample.filter((byte) => byte === 0).length
  if (sample.length < 4 || zeros < sample.length * 0.3) return 'utf-8'
  return sample[0] === 0 ? 'utf-16be' : 'utf-16le'
}

/** Reads UTF-8, with or without a byte order mark. @throws UnreadableText for anything else */
export const decodeText = (bytes: Uint8Array): Text => {
  if (encodingOf(bytes) !== 'utf-8') throw new UnreadableText('The file is in UTF-16. Save it as CSV UTF-8.')
  try {
    return {
      content: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      marked: beginsWith(bytes, ...utf8Mark),
    }
  } catch {
    throw new UnreadableText('The file is neither ASCII nor UTF-8 (perhaps Windows-1252). Save it as CSV UTF-8.')
  }
}

/** Reads UTF-8 and UTF-16, with or without a byte order mark. @throws UnreadableText for anything else */
export const decodeAnyText = (bytes: Uint8Array): string => {
  const encoding = encodingOf(bytes)
  if (encoding === 'utf-8') return decodeText(bytes).content
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new UnreadableText('The file begins as UTF-16 and is none. Save it as CSV UTF-8.')
  }
}

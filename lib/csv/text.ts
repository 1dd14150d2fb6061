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

/** UTF-16 without a mark shows as a zero in every second byte. */
const looksLikeUtf16 = (bytes: Uint8Array): boolean => {
  const sample = bytes.subarray(0, 2_000)
  return sample.length >= 4 && sample.filter((byte) => byte === 0).length >= sample.length * 0.3
}

const isUtf16 = (bytes: Uint8Array): boolean =>
  beginsWith(bytes, 0xff, 0xfe) || beginsWith(bytes, 0xfe, 0xff) || looksLikeUtf16(bytes)

/** Reads UTF-8, with or without a byte order mark. @throws UnreadableText for anything else */
export const decodeText = (bytes: Uint8Array): Text => {
  if (isUtf16(bytes)) throw new UnreadableText('The file is in UTF-16. Save it as CSV UTF-8.')
  try {
    return {
      content: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      marked: beginsWith(bytes, ...utf8Mark),
    }
  } catch {
    throw new UnreadableText('The file is neither ASCII nor UTF-8 (perhaps Windows-1252). Save it as CSV UTF-8.')
  }
}

/** In the big-endian one the zero of an ASCII character is the first byte of its two. */
const isBigEndian = (bytes: Uint8Array): boolean =>
  beginsWith(bytes, 0xfe, 0xff) || (!beginsWith(bytes, 0xff, 0xfe) && bytes[0] === 0)

/** Reads UTF-8 and UTF-16, with or without a byte order mark. @throws UnreadableText for anything else */
export const decodeAnyText = (bytes: Uint8Array): string => {
  if (!isUtf16(bytes)) return decodeText(bytes).content
  try {
    return new TextDecoder(isBigEndian(bytes) ? 'utf-16be' : 'utf-16le', { fatal: true }).decode(bytes)
  } catch {
    throw new UnreadableText('The file begins as UTF-16 and is none. Save it as CSV UTF-8.')
  }
}

/** Bytes of one packed key: twelve characters of base64url. */
const keyBytes = 9

/** Packed keys as bytes, one behind the other, in the order given. */
export const packKeys = (keys: Iterable<string>): Uint8Array => Buffer.from([...keys].join(''), 'base64url')

export const unpackKeys = (bytes: Uint8Array): string[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: buffer.length / keyBytes }, (_, index) =>
    buffer.toString('base64url', index * keyBytes, (index + 1) * keyBytes),
  )
}

/** More than any answer to 100 pairs has, each with 1,000 entitlements. */
const limits = { depth: 16, objects: 200_000, values: 1_000_000 }

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const opening = new Set([0x7b, 0x5b])
const closing = new Set([0x7d, 0x5d])

/**
 * Tells whether JSON would take far more memory to parse than an answer may: a few megabytes of brackets take hundreds.
 * Only its structure is looked at; whether it is JSON at all, parsing tells.
 * @param bytes UTF-8
 */
export const isOversized = (bytes: Uint8Array): boolean => {
  let [depth, objects, values, isText] = [0, 0, 0, false]
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0
    if (isText) {
      if (byte === backslash) index += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (byte === comma) values += 1
    else if (opening.has(byte)) {
      objects += 1
      depth += 1
    } else if (closing.has(byte)) depth -= 1
    if (depth > limits.depth || objects > limits.objects || values > limits.values) return true
  }
  return false
}

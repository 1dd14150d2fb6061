import { createHash } from 'node:crypto'

/** What a conclusion follows from: equal digests give equal conclusions. */
export const digest = (...parts: readonly unknown[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : JSON.stringify(part)).update('\n')
  return hash.digest('base64url').slice(0, 22)
}

import { type Encoding, encodingOf, sampleBytes, UnreadableText } from './text.ts'

/** Pieces are cut to this, so that what is made of one stays small. */
const pieceBytes = 64 * 1024

const unreadable: Record<Encoding, string> = {
  'utf-8': 'The file is neither ASCII nor UTF-8 (perhaps Windows-1252). Save it as CSV UTF-8.',
  'utf-16le': 'The file begins as UTF-16 and is none. Save it as CSV UTF-8.',
  'utf-16be': 'The file begins as UTF-16 and is none. Save it as CSV UTF-8.',
}

const decoderOf = (sample: Uint8Array) => {
  const encoding = encodingOf(sample)
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw new UnreadableText(unreadable[encoding])
    }
  }
}

/**
 * Reads UTF-8 and UTF-16, with or without a byte order mark, piece by piece and in constant memory.
 * @throws UnreadableText for anything else, as soon as it is met
 */
export async function* readText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decode: ReturnType<typeof decoderOf> | undefined
  let sample: Uint8Array = new Uint8Array()
  for await (const piece of bytes) {
    let rest = piece
    if (!decode) {
      sample = Buffer.concat([sample, piece])
      if (sample.length < sampleBytes) continue
      decode = decoderOf(sample.subarray(0, sampleBytes))
      rest = sample
    }
    for (let from = 0; from < rest.length; from += pieceBytes) yield decode(rest.subarray(from, from + pieceBytes))
  }
  const decodeRest = decode ?? decoderOf(sample)
  if (!decode) yield decodeRest(sample)
  yield decodeRest()
}

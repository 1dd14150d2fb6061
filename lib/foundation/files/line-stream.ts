import { TooLarge } from './sheet.ts'

/** Characters of the longest line that is kept. */
export const longestLine = 1024 * 1024
/** Behind so many characters without a line end nothing is looked for. */
const longestGap = 16 * longestLine

/** Lines that follow each other, without their ends; `undefined` stands for one longer than {@link longestLine}. */
export type LineBlock = (string | undefined)[]

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/**
 * Cuts a text into its lines (LF or CRLF), a block of them for each piece of the text that ends some.
 * @throws TooLarge when no line ends for 16 million characters
 */
export async function* readLines(texts: AsyncIterable<string>): AsyncGenerator<LineBlock> {
  let number = 1
  /** Pieces of the line that has not ended, until it is too long. */
  let begun: string[] = []
  let length = 0
  const end = (): string | undefined => {
    const line = length > longestLine ? undefined : withoutReturn(begun.join(''))
    begun = []
    length = 0
    return line
  }
  const add = (piece: string): void => {
    length += piece.length
    if (length > longestGap)
      throw new TooLarge(`Line ${number} does not end within ${longestGap} characters. Perhaps this is no CSV file.`)
    if (length > longestLine) begun = []
    else begun.push(piece)
  }
  for await (const text of texts) {
    const [first = '', ...lines] = text.split('\n')
    add(first)
    const last = lines.pop()
    if (last === undefined) continue
    const block: LineBlock = [
      end(),
      ...lines.map((line) => (line.length > longestLine ? undefined : withoutReturn(line))),
    ]
    number += block.length
    add(last)
    yield block
  }
  if (length > 0) yield [end()]
}

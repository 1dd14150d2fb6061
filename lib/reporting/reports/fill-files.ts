/** A file of an export, and how many lines it has below its heading. */
export interface FullFile {
  content: string
  lines: number
}

/** What a file of an export may have. */
interface Limits {
  lines: number
  bytes: number
}

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)

/**
 * Fills files with lines, one after the other. Lines that are added together stand in one file, unless they alone are
 * more than a file may have: then the next of them are in the next file.
 */
export const fillFiles = (header: string, limits: Limits) => {
  const headerBytes = Buffer.byteLength(header)
  let lines: string[] = []
  let bytes = headerBytes

  const fits = (count: number, size: number): boolean =>
    lines.length + count <= limits.lines && bytes + size <= limits.bytes

  /** @returns the file begun; none when it has no line */
  const end = (): FullFile[] => {
    if (lines.length === 0) return []
    const file = { content: header + lines.join(''), lines: lines.length }
    lines = []
    bytes = headerBytes
    return [file]
  }

  return {
    /** @returns the files that are full */
    add: (added: readonly string[]): FullFile[] => {
      const full = fits(added.length, bytesOf(added)) ? [] : end()
      for (const line of added) {
        const size = Buffer.byteLength(line)
        if (!fits(1, size)) full.push(...end())
        lines.push(line)
        bytes += size
      }
      return full
    },
    end,
  }
}

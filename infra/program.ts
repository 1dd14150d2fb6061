export const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Arguments that a program cannot work with. */
export class BadUsage extends Error {
  override name = 'BadUsage'
}

const isBadUsage = (error: unknown): boolean =>
  error instanceof BadUsage ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))

/** Runs a program. @param program returns its exit code; 2 when it throws */
export const run = async (usage: string, program: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await program()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${message}\n${isBadUsage(error) ? `${usage}\n` : ''}`)
    process.exitCode = 2
  }
}

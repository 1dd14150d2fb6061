/**
 * `npm run demo`: fills the local stack through its API and its bucket with an organization of 400 PCs and 4 servers, makes reports,
 * and says what to look at. What is there already stays, so that it can be run again. It ends with 0, with 1 when it
 * cannot go on, and with 2 when no stack serves.
 */
import { answers } from '../ports.ts'
import { readStackFile, type Stack, stackDirectory } from '../stack-file.ts'
import { fillLedger } from './fill-ledger.ts'
import { Refused, Stuck, say } from './ledger.ts'

const findStack = async (): Promise<Stack | undefined> => {
  const directory = stackDirectory()
  const stack = readStackFile(directory)
  if (stack && (await answers(Number(new URL(stack.apiUrl).port)))) return stack
  say(
    stack
      ? `${directory}/stack.json is of a stack that does not serve any more. Start it again: npm start.`
      : `No local stack serves from ${directory}. Start it (npm start), or name its directory (LOCAL_DIR).`,
  )
  return undefined
}

try {
  const stack = await findStack()
  if (stack) await fillLedger(stack)
  else process.exitCode = 2
} catch (error) {
  const why = error instanceof Error ? error.message || error.name : String(error)
  const isTold = error instanceof Stuck || error instanceof Refused
  say(isTold ? `\n${why}` : `\n${why}. See whether the stack still serves (npm run doctor), and run the demo again.`)
  process.exitCode = 1
}

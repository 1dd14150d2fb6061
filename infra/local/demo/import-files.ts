import * as z from 'zod'
import { Import as ImportSchema } from '../../../functions/wiring/import-kinds.ts'
import { follow } from './follow.ts'
import { type DroppedFile, type Ledger, Stuck, say } from './ledger.ts'

type Import = z.infer<typeof ImportSchema>

const Imports = z.object({ items: z.array(ImportSchema) })

/** The newest hundred: the demo never has more files under way. */
const readImports = async ({ get }: Ledger): Promise<Import[]> => (await get('/imports?limit=100', Imports)).items

/** How an import ended, in a line. */
export const outcomeOf = ({ status, counts, errors }: Import): string => {
  const { rows, created, updated, unchanged, rejected } = counts
  const done = Object.entries({ created, updated, unchanged, rejected }).filter(([, count]) => count > 0)
  const [error] = errors
  return [
    `${status}, ${rows} ${rows === 1 ? 'line' : 'lines'}: ${done.map(([name, count]) => `${count} ${name}`).join(', ')}`,
    ...(error ? [`    ${error.line === undefined ? '' : `line ${error.line}: `}${error.message}`] : []),
  ].join('\n')
}

const nameOf = ({ key }: DroppedFile): string => key.slice(key.lastIndexOf('/') + 1)

/**
 * Puts files into the bucket and waits for the imports that they become.
 * @param expected how they are to end
 * @returns their ids
 * @throws Stuck when one ends otherwise
 */
export const importFiles = async (
  ledger: Ledger,
  files: readonly DroppedFile[],
  expected: 'completed' | 'rejected' = 'completed',
): Promise<string[]> => {
  const earlier = new Set((await readImports(ledger)).map(({ id }) => id))
  for (const file of files) await ledger.put(file)
  const waiting = new Map(files.map((file) => [nameOf(file), file.key]))
  const ended: string[] = []
  return follow(async () => {
    const runs = (await readImports(ledger)).filter(({ id, fileName }) => !earlier.has(id) && waiting.has(fileName))
    for (const run of runs.filter(({ finishedAt }) => finishedAt)) {
      say(`  ${waiting.get(run.fileName)}: ${outcomeOf(run)}`)
      waiting.delete(run.fileName)
      ended.push(run.id)
      if (run.status !== expected)
        throw new Stuck(
          `The import of ${run.fileName} ended as ${run.status}. GET /imports/${run.id} has all of its errors. Take away what stands in its way, and run the demo again; or run it in an empty ledger: stop the stack, and start it with another LOCAL_DIR.`,
        )
    }
    const open = runs.filter(({ finishedAt }) => !finishedAt)
    const progress = open.map((run) => `${run.fileName}: ${run.progress.done} of ${run.progress.total} lines`)
    return {
      progress: progress.join(', ') || `waiting for ${waiting.size} files`,
      ...(waiting.size === 0 && { ended }),
    }
  })
}

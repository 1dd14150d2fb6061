import { endPart, hasCome, recordImport, type TakePart } from './part-steps.ts'
import { readSubscriptions } from './read-subscriptions.ts'

const part = 'subscriptions'

/** Reads subscriptions and uploads them as a file, unless an earlier turn did. */
export const takeSubscriptions: TakePart = async (desk, graph, begun) => {
  if (await hasCome(desk, begun, part)) return endPart(desk, begun, part)
  const { text, counts, errors } = await readSubscriptions(graph)
  const told = errors.map((error) => ({ ...error, part }) as const)
  const others = begun.errors.filter((error) => error.part !== part)
  const file = { kind: 'entitlements', fileName: 'microsoft-365.csv', onError: 'skip' } as const
  const { run, key } = await recordImport(desk, begun, part, file, { ...counts, errors: [...others, ...told] })
  await desk.uploads.put(key, text)
  return endPart(desk, run, part)
}

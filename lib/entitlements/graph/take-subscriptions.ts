import { endPart, hasCome, recordImport, remember, type TakePart } from './part-steps.ts'
import { partsOfUser } from './parts-of-users.ts'
import { readSubscriptions } from './read-subscriptions.ts'
import { userTable } from './user-table.ts'

const part = 'subscriptions'

/** Users that a worker remembers until it knows whose devices there are: 20 MB. Of more it asks again. */
const usersRemembered = 500_000

/** Reads subscriptions and uploads them as a file, unless an earlier turn did. */
export const takeSubscriptions: TakePart = async (desk, graph, begun) => {
  if (await hasCome(desk, begun, part)) return endPart(desk, begun, part)
  const users = userTable(usersRemembered)
  const read = await readSubscriptions(graph, ({ id = '', ...user }, plans) => users.note(id, partsOfUser(user, plans)))
  const { text, counts, errors } = read
  if (read.users) remember(desk, { runId: begun.id, users: read.users === 'read' ? users : undefined })
  const told = errors.map((error) => ({ ...error, part }) as const)
  const others = begun.errors.filter((error) => error.part !== part)
  const file = { kind: 'entitlements', fileName: 'microsoft-365.csv', onError: 'skip' } as const
  const { run, key } = await recordImport(desk, begun, part, file, { ...counts, errors: [...others, ...told] })
  await desk.uploads.put(key, text)
  return endPart(desk, run, part)
}

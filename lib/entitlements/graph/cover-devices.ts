import type { KnownPc } from '../../inventory/files/device-list.ts'
import { countUsers } from './count-users.ts'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import type { RunError, StoredGraphRun } from './graph-run.ts'
import { type GraphRunDesk, pauseAfter, remember } from './part-steps.ts'
import { coverageOf, partsOfPlans, partsOfUser, unknownParts } from './parts-of-users.ts'
import type { UsedPc } from './read-devices.ts'
import { readSkus } from './read-plans.ts'
import { type UserTable, userTable } from './user-table.ts'

/** Reads users again, and remembers those alone who use one of these PCs. @throws GraphFailure */
const readUsersOf = async (graph: Graph, pcs: readonly UsedPc[]): Promise<UserTable> => {
  const users = userTable(pcs.length)
  for (const { user } of pcs) if (user !== undefined) users.note(user, unknownParts)
  const plans = partsOfPlans(await readSkus(graph))
  await countUsers(graph, ({ id = '', ...user }) => {
    if (users.find(id) !== undefined) users.note(id, partsOfUser(user, plans))
  })
  return users
}

const notKnown = 'Nobody knows which devices are covered by a subscription.'
const staysKnown = 'Which devices are covered by a subscription stays as it was known.'

type Found = { users: UserTable | undefined; isSaid: boolean; errors: RunError[] }

/** Users as an earlier turn knows them, or read again. @throws GraphFailure when it helps to wait */
const usersOf = async (
  desk: GraphRunDesk,
  graph: Graph,
  run: StoredGraphRun,
  pcs: readonly UsedPc[],
): Promise<Found> => {
  const ofUsers = desk.memory?.ofUsers
  const known = ofUsers?.runId === run.id ? ofUsers : undefined
  // What was refused is refused again.
  if (known && !known.users?.isFull()) return { users: known.users, isSaid: true, errors: [] }
  try {
    const users = await readUsersOf(graph, pcs)
    remember(desk, { runId: run.id, users })
    return { users, isSaid: true, errors: [] }
  } catch (error) {
    if (!(error instanceof GraphFailure) || pauseAfter(run, error) !== undefined) throw error
    const { code, passes } = error
    const message = `${error.message} ${passes ? staysKnown : notKnown}`
    return { users: undefined, isSaid: !passes, errors: [{ part: 'software', code, message }] }
  }
}

/**
 * Says of each PC what the plans of its primary user cover. It is unknown where there is no such user, where the tenant
 * does not have it, or where Graph refuses to say; nothing is said when Graph was too busy, and what was known stays.
 * @returns the PCs without their users @throws GraphFailure when it helps to wait
 */
export const coverDevices = async (
  desk: GraphRunDesk,
  graph: Graph,
  run: StoredGraphRun,
  used: readonly UsedPc[],
): Promise<{ pcs: KnownPc[]; errors: RunError[] }> => {
  const { users, isSaid, errors } = await usersOf(desk, graph, run, used)
  const pcs = used.map(({ user, ...pc }): KnownPc => {
    const held = user === undefined ? undefined : users?.find(user)
    return isSaid ? { ...pc, coverage: coverageOf(held ?? unknownParts) } : pc
  })
  return { pcs, errors }
}

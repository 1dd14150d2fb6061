import type { KnownPc } from '../../inventory/files/device-list.ts'
import { countUsers } from './count-users.ts'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import type { RunError, StoredGraphRun } from './graph-run.ts'
import { type GraphRunDesk, pauseAfter, remember } from './part-steps.ts'
import { coverageOf, partsOfPlans, partsOfUser, unknownParts } from './parts-of-users.ts'
import type { UsedPc } from './read-devices.ts'
import { readSkus } from './read-plans.ts'
import { isForbidden, notKnown } from './read-subscriptions.ts'
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

const staysKnown = 'Which devices are covered by a subscription stays as it was known.'

/** The errors of a run with one more, or with what it means added to the same one of another part. */
const withError = (errors: readonly RunError[], { code, message }: GraphFailure, means: string): RunError[] => {
  const same = errors.find((error) => error.message.startsWith(message))
  if (!same) return [...errors, { part: 'software', code, message: `${message} ${means}` }]
  const told = same.message.includes(means) ? same.message : `${same.message} ${means}`
  return errors.map((error) => (error === same ? { ...same, message: told } : error))
}

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
  // What was forbidden is forbidden again.
  const errors = run.errors.filter(({ part }) => part !== 'software')
  if (known && !known.users?.isFull()) return { users: known.users, isSaid: true, errors }
  try {
    const users = await readUsersOf(graph, pcs)
    remember(desk, { runId: run.id, users })
    return { users, isSaid: true, errors }
  } catch (error) {
    if (!(error instanceof GraphFailure) || pauseAfter(run, error) !== undefined) throw error
    const isSaid = isForbidden(error)
    return { users: undefined, isSaid, errors: withError(errors, error, isSaid ? notKnown : staysKnown) }
  }
}

/**
 * Says of each PC what the plans of its primary user cover. It is unknown where there is no such user, where the tenant
 * does not have it, or where the permission is missing; nothing is said when users could not be read for another reason,
 * and what was known stays.
 * @returns the PCs without their users, and the errors of the run @throws GraphFailure when it helps to wait
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

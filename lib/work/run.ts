import { notFound } from '../foundation/errors.ts'
import { RaceLost, settle } from '../foundation/table/attempts.ts'
import { type Key, timeOrder } from '../foundation/table/keys.ts'
import { known } from '../foundation/table/known.ts'
import { type ListPage, newestFirst, type PageRequest } from '../foundation/table/lists.ts'
import { commit, type Item, put, queryAll, type Table, update, type Write } from '../foundation/table/table.ts'

export interface Run {
  id: string
  /** Rises with each step. A step is on condition of it, so that two workers never take the same one. */
  version: number
  attempts?: number | undefined
  createdAt: string
  updatedAt: string
  finishedAt?: string | undefined
}

/** Somebody else took a step of the run since it was read. */
export class RunMoved extends RaceLost {
  override name = 'RunMoved'
}

export const runMoved = () => new RunMoved()

/** Repeats a step that lost a race, but leaves a run that moved to the worker that moved it. @throws RunMoved, Busy */
export const settleStep = <T>(attempt: () => Promise<T>): Promise<T> =>
  settle(attempt, (error) => error instanceof RunMoved)

/** @param at ISO 8601 UTC */
export const newRun = (id: string, at: string) => ({ id, version: 1, attempts: 0, createdAt: at, updatedAt: at })

/** Seconds since 1970 of a time so many days later, when the table forgets an item. @param at ISO 8601 */
export const expiryOf = (at: string, days: number): number => Math.floor(Date.parse(at) / 1_000) + days * 86_400

/** DynamoDB may delete an item days after its time. */
export const hasExpired = ({ expiresAt }: { expiresAt?: number | undefined }, now: Date): boolean =>
  expiresAt !== undefined && expiresAt <= now.getTime() / 1_000

export interface RunKind<R extends Run> {
  /** In messages and in the code of the error for an unknown id: `import` gives `import-not-found`. */
  name: string
  parse: (item: Item) => R
  key: (id: string) => Key
  listedIn: (run: R) => string
  /** Partition of the index of those that have not ended, for the sweep. */
  openIn?: string
}

export const runsOf = <R extends Run>({ name, parse, key, listedIn, openIn }: RunKind<R>) => {
  /** @returns undefined as well for a run of a newer version */
  const read = async (table: Table, id: string): Promise<R | undefined> => {
    const item = await table.get(key(id))
    return item && known(parse)(item)[0]
  }

  const next = (run: R, at: string) => ({ version: run.version + 1, updatedAt: at })

  /** @param open puts it among the open runs, or takes it out; a run that gets `finishedAt` is taken out */
  const change = (
    run: R,
    changes: Partial<R>,
    at: string,
    open = changes.finishedAt === undefined ? undefined : false,
  ): Write => {
    const listed = open !== undefined && { gsi2pk: open ? openIn : undefined }
    const set = { ...changes, ...next(run, at), ...listed }
    return update(key(run.id), { set }, { equals: { version: run.version } }, runMoved)
  }

  const changed = (run: R, changes: Partial<R>, at: string): R => ({ ...run, ...changes, ...next(run, at) })

  return {
    read,

    /** @throws LedgerError `<name>-not-found`, also for a run that is not shown */
    get: async (table: Table, id: string, isShown: (run: R) => boolean = () => true): Promise<R> => {
      const run = await read(table, id)
      if (run && isShown(run)) return run
      throw notFound(`${name}-not-found`, `There is no ${name} ${id}.`)
    },

    /** Records a run, listed with all of its kind and, until it ends, with the open ones. Refused when it is there. */
    add: (run: R): Write => {
      const order = { gsi1pk: listedIn(run), gsiSk: timeOrder(run.createdAt, run.id) }
      const open = openIn !== undefined && run.finishedAt === undefined && { gsi2pk: openIn }
      return put({ ...key(run.id), ...run, ...order, ...open }, { exists: false }, runMoved)
    },

    change,
    changed,

    /** Commits one step together with what belongs to it. @returns the run after it @throws RunMoved */
    step: async (
      table: Table,
      run: R,
      changes: Partial<R>,
      at: string,
      alongside: readonly Write[] = [],
    ): Promise<R> => {
      await commit(table, [change(run, changes, at), ...alongside])
      return changed(run, changes, at)
    },

    list: (table: Table, partitions: readonly string[], page: PageRequest): Promise<ListPage<R>> => {
      const queries = partitions.map((partition) => ({ index: 'gsi1' as const, partition }))
      return newestFirst(table, queries, page, { key, parse })
    },

    /** Ids of runs that have not ended and took no step since a time. @param before ISO 8601 UTC */
    stuck: async (table: Table, before: string): Promise<string[]> => {
      const items = openIn === undefined ? [] : await queryAll(table, { index: 'gsi2', partition: openIn })
      return items.flatMap(({ id, updatedAt }) => (String(updatedAt) < before ? [String(id)] : []))
    },
  }
}

export type Runs<R extends Run> = ReturnType<typeof runsOf<R>>

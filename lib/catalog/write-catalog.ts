import type { StoredImport } from '../imports/import-run.ts'
import { addErrors, advance, type Progress } from '../imports/import-store.ts'
import type { AnnouncingLedger } from '../ledger.ts'
import { publisherKey } from '../normalization/software-key.ts'
import { countPositionsWork } from '../positions/count-positions-work.ts'
import { markTitles } from '../positions/mark-titles.ts'
import { ready } from '../software/know-software.ts'
import { addTitle, changed, changeTitle, newTitle, type StoredTitle } from '../software/title-store.ts'
import { settle } from '../table/race.ts'
import { commit, transactionLimit, type Write } from '../table/table.ts'
import { type CatalogPlan, errorsOf, outcomesOf, planCatalog } from './plan-catalog.ts'
import type { CatalogFile } from './read-catalog-file.ts'
import { catalogRow, itemsPerPublisher, itemsPerShelving, type KnownShelves, readShelves, shelve } from './shelf.ts'

/** Lines that one transaction moves the run on by; those that change nothing take no item of it. */
const linesAtOnce = 5_000
/** A title and its row. */
const itemsPerTitle = 2
/** The run, its errors, readiness and the mark. */
const itemsBesides = 4 + itemsPerShelving

const isWritten = ({ outcome }: CatalogPlan): boolean => outcome === 'created' || outcome === 'updated'

/** The plan cut into transactions, in the order of the file. */
function* batchesOf(plans: readonly CatalogPlan[]): Generator<CatalogPlan[]> {
  let batch: CatalogPlan[] = []
  let publishers = new Set<string>()
  let items = itemsBesides
  for (const plan of plans) {
    const key = publisherKey(plan.line.publisher)
    const itemsOf = (): number => {
      if (!isWritten(plan)) return 0
      return itemsPerTitle + (publishers.has(key) ? 0 : itemsPerPublisher)
    }
    if (items + itemsOf() > transactionLimit || batch.length >= linesAtOnce) {
      yield batch
      batch = []
      publishers = new Set()
      items = itemsBesides
    }
    items += itemsOf()
    if (isWritten(plan)) publishers.add(key)
    batch.push(plan)
  }
  if (batch.length > 0) yield batch
}

/** What becomes of the title of a line: a manager's word. */
const writeTitle = ({ line, existing }: CatalogPlan, at: string): { title: StoredTitle; writes: Write[] } => {
  const { publisher, title: name, licensable = true } = line
  if (!existing) {
    const title = newTitle({ publisher, title: name, licensable, licensableBy: 'manager' }, at)
    return { title, writes: [addTitle(title)] }
  }
  const changes = {
    licensable,
    licensableBy: 'manager' as const,
    reason: undefined,
    version: existing.version + 1,
    updatedAt: at,
  }
  return { title: changed(existing, changes), writes: [changeTitle(existing, changes)] }
}

/** The run as it is behind a transaction. */
const behind = (run: StoredImport, batch: readonly CatalogPlan[]) => {
  const outcomes = batch.flatMap(outcomesOf)
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  return {
    nextUnit: run.nextUnit + batch.length,
    done: run.done + outcomes.length,
    created: run.created + count('created'),
    updated: run.updated + count('updated'),
    unchanged: run.unchanged + count('unchanged'),
    rejected: run.rejected + count('rejected'),
  } satisfies Partial<Progress>
}

const readKnown = (ledger: AnnouncingLedger, plans: readonly CatalogPlan[]): Promise<KnownShelves> =>
  readShelves(ledger.table, new Set(plans.filter(isWritten).map(({ line }) => publisherKey(line.publisher))))

/**
 * Writes what a catalog file says, from where its run stands, in transactions of at most 100 items. Each also moves the
 * run on, on condition that nobody else did: after a crash or beside a second delivery every line is written and counted
 * once. Titles that were changed meanwhile are judged again.
 * @param planned what is to be done with the lines; judged here when the run was begun earlier
 * @throws RunMoved when another delivery takes the steps, Busy when no time is left
 */
export const writeCatalog = async (
  ledger: AnnouncingLedger,
  begun: StoredImport,
  { lines }: CatalogFile,
  planned?: readonly CatalogPlan[],
): Promise<StoredImport> => {
  const { table, now, newId, announceWork } = ledger
  let run = begun
  let fresh = planned
  await settle(async () => {
    const plans = fresh ?? (await planCatalog(table, lines.slice(run.nextUnit)))
    fresh = undefined
    let known = await readKnown(ledger, plans)
    for (const batch of batchesOf(plans)) {
      const at = now().toISOString()
      const written = batch.filter(isWritten).map((plan) => writeTitle(plan, at))
      const publishers = [...Map.groupBy(written, ({ title }) => publisherKey(title.publisher))].map(
        ([key, theirs]) => ({
          publisherKey: key,
          name: theirs[0]?.title.publisher ?? '',
          rows: theirs.map(({ title }) => catalogRow(title)),
        }),
      )
      const shelved = shelve(known, publishers, at)
      const progress = behind(run, batch)
      const marks = markTitles(
        newId(),
        written.map(({ title }) => title),
        at,
      )
      await commit(table, [
        advance(run, progress, at),
        ...written.flatMap(({ writes }) => writes),
        ...shelved.writes,
        ...(written.some(({ title }) => title.licensable && title.installed > 0) ? [ready()] : []),
        ...addErrors(run, batch.flatMap(errorsOf)),
        ...marks,
      ])
      if (marks.length > 0) await announceWork(countPositionsWork)
      for (const workId of shelved.workIds) await announceWork(workId)
      known = shelved.known
      run = { ...run, ...progress, version: run.version + 1, updatedAt: at }
    }
  })
  return run
}

import { raceLost } from '../../foundation/table/attempts.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import type { Table, Write } from '../../foundation/table/table.ts'
import { isSameTitle, nameOf, ownOf } from '../../inventory/names/find-title.ts'
import { licensableReported } from '../../inventory/names/readiness.ts'
import { readNames } from '../../inventory/names/software-names.ts'
import { decide, readDecisions, type TitleName } from '../../recognition/titles/decision.ts'
import { livingBy, readMerges } from '../../recognition/titles/merges.ts'
import { catalogSubject, judgeKind, kindByName, newestOf } from '../../recognition/titles/title-decisions.ts'
import { guardNewTitle, guardTitle, readGuards, type TitleGuard } from '../../recognition/titles/title-guard.ts'
import { hashOfId, idOfName, tellName, titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { judgeLines, type Verdict } from '../../work/imports/import-file.ts'
import type { Step } from '../../work/imports/import-kind.ts'
import { stepOfLine } from '../../work/imports/import-run.ts'
import { rowsOfFile } from '../../work/imports/rows-of-file.ts'
import { catalogFiles } from './catalog.ts'
import { readHeadings } from './catalog-columns.ts'
import { type CatalogFile, type CatalogLine, maximumRows, readCatalogFile } from './read-catalog-file.ts'

interface Plan extends Verdict<CatalogLine> {
  writes: (who: Who) => Write[]
  /** It makes software that devices report need a license. */
  makesReady: boolean
}

const bySubject = <T extends { subject: string }>(decisions: readonly T[]): ReadonlyMap<string, T> =>
  new Map(decisions.map((decision) => [decision.subject, decision]))

const titleMerged = (into: TitleName) => ({
  code: 'title-merged',
  message: `The title was merged into ${tellName(into)}. Say of that title whether it needs a license.`,
})

const planCatalog = async (table: Table, lines: readonly CatalogLine[]): Promise<Plan[]> => {
  const [guards, catalog, licensables, pins, merges] = await Promise.all([
    readGuards(table, lines),
    readDecisions(table, 'catalog'),
    readDecisions(table, 'licensable').then(bySubject),
    readDecisions(table, 'name').then(bySubject),
    readMerges(table),
  ])
  const decided = bySubject(catalog)
  const addedTitles = new Map(catalog.flatMap((one) => (one.value ? [[titleKey(one.value), one] as const] : [])))
  const hashes = guards.flatMap((guard) => (guard ? [hashOfId(guard.id)] : []))
  const names = await readNames(table, hashes)
  /** A guard stays when all names of a title were split from it, or are forgotten. */
  const isReported = (guard: TitleGuard): boolean => {
    const hash = hashOfId(guard.id)
    const name = names.get(hash)
    return name !== undefined && isSameTitle(pins.get(hash)?.value?.belongsTo ?? ownOf(name), guard)
  }
  return lines.map((line, index) => {
    const guard = guards[index]
    const added = addedTitles.get(titleKey(line))
    const said = licensables.get(titleSubject(line))
    const reported = guard !== undefined && isReported(guard)
    const living = livingBy(merges, line)
    const isMerged = !isSameTitle(living, line)
    const outcomeOf = (): Plan['outcome'] => {
      if (!reported && !added) return 'created'
      if (line.licensable === undefined) return 'unchanged'
      if (isMerged) return 'rejected'
      const isLicensable = judgeKind(newestOf([said, added]), kindByName(line)).licensable
      return line.licensable === isLicensable ? 'unchanged' : 'updated'
    }
    const outcome = outcomeOf()
    const name = nameOf(line)
    const value = { ...name, licensable: line.licensable ?? true }
    const newGuard = { id: idOfName(name), ...name }
    const writes = (who: Who): Write[] => {
      if (outcome === 'updated') return [decide('licensable', titleSubject(name), said, value, who)]
      if (outcome !== 'created') return []
      const subject = catalogSubject(name)
      // A guard may have stayed when its names left it.
      return [
        decide('catalog', subject, decided.get(subject), value, who),
        guard ? guardTitle(newGuard) : guardNewTitle(newGuard, raceLost),
      ]
    }
    return {
      line,
      outcome,
      // Only the other title can need a license.
      fault: outcome === 'rejected' ? titleMerged(living) : undefined,
      writes,
      makesReady: outcome === 'updated' && line.licensable === true && reported,
    }
  })
}

export const catalogImport = importKind<CatalogFile, Plan, Step & { makesReady: boolean }>({
  ...catalogFiles,
  read: async ({ bytes = new Uint8Array() }, { fileName }) =>
    readCatalogFile(await rowsOfFile(bytes, fileName, { headings: readHeadings, maximumRows })),

  forward: {
    plan: ({ table }, run, { lines }) => planCatalog(table, lines.slice(run.nextUnit)),
    stepOf: (run, plan, _ledger, at) => ({
      ...stepOfLine(run, plan),
      writes: plan.writes({ actor: run.actor, at }),
      makesReady: plan.makesReady,
    }),
    around: (_run, steps) => (steps.some(({ makesReady }) => makesReady) ? [licensableReported()] : []),
  },

  judge: (plan) => judgeLines([plan]),
})

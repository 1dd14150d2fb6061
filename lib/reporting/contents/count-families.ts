import { ascendingByAll } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { familyTitleOf } from '../../positions/answers/title-rows.ts'
import { coverFamily, type FamilyCoverage } from '../../positions/families/cover-family.ts'
import { readCombination, readCoverage, readLicenseRow, titleIds } from '../../positions/families/family-rows.ts'
import type { Combination } from '../../positions/families/find-requirements.ts'
import { measureCovered, type TitleNeeds } from '../../positions/families/measure-covered.ts'
import type { FamilyFigures } from '../../positions/families/measure-family.ts'
import type { License } from '../../positions/families/read-licenses.ts'
import type { Said } from '../../positions/reconcile/read-facts.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Row } from '../../positions/snapshot/tables.ts'

/** A family as it is covered by the chosen licenses. */
export interface CountedFamily {
  row: Row<'families'>
  titles: readonly number[]
  combinations: readonly Combination[]
  licenses: readonly License[]
  coverage: FamilyCoverage
  figures: FamilyFigures
  needs: ReadonlyMap<number, Omit<TitleNeeds, 'familyId'>>
}

const partOf = <T>(rows: readonly T[], first: number, count: number): readonly T[] => rows.slice(first, first + count)

/** Which licenses count: those of some agreements, of a type, or all when undefined. */
export type Chosen = ((license: Pick<License, 'agreementId' | 'source'>) => boolean) | undefined

/**
 * All families of a snapshot, by publisher and name. Where only some licenses are chosen, each is covered again with those.
 * @param beat called before each family
 */
export const countFamilies = async (
  snapshot: Snapshot,
  { policies, declaredUse }: Pick<Said, 'policies' | 'declaredUse'>,
  chosen: Chosen,
  beat: () => Promise<void>,
) => {
  const [families, titleRows, combinationRows, licenseRows, coverageRows] = await Promise.all([
    snapshot.all('families'),
    snapshot.all('titles'),
    snapshot.all('combinations'),
    snapshot.all('licenses'),
    snapshot.all('coverage'),
  ])
  const titles = titleRows.map(familyTitleOf)
  const ids = titleIds(titles)
  const own = Map.groupBy(titleRows.keys(), (index) => titleRows[index]?.familyId)
  const counts = titleRows.map(({ installed }) => installed)
  const facts = { titles, policies, day: snapshot.manifest.day }
  const counted: CountedFamily[] = []
  const byName = families.toSorted(ascendingByAll(({ publisher, name, id }) => [nameKey(publisher), nameKey(name), id]))
  for (const row of byName) {
    await beat()
    const rows = partOf(licenseRows, row.firstLicense, row.licenseCount)
    const all = rows.map((one) => ({ ...readLicenseRow(one, row, ids), isStepUp: false }))
    const licenses = all.filter((license) => chosen?.(license) ?? true)
    const places = partOf(combinationRows, row.firstCombination, row.combinationCount)
    const combinations = places.flatMap((one) => readCombination(one, ids) ?? [])
    const coverage =
      licenses.length === all.length
        ? readCoverage(row, partOf(coverageRows, row.firstCoverage, row.coverageCount), places, rows)
        : await coverFamily({ ...facts, combinations, licenses, inCores: row.inCores })
    const family = { id: row.id, titles: own.get(row.id) ?? [] }
    const covered = { combinations, licenses, coverage, inCores: row.inCores }
    const measured = measureCovered(family, covered, { ...facts, counts, declaredUse })
    counted.push({ row, titles: family.titles, combinations, licenses, coverage, ...measured })
  }
  return { families: counted, titles, counts }
}

export type CountedLedger = Awaited<ReturnType<typeof countFamilies>>

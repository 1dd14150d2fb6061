import * as z from 'zod'
import { unlimited } from '../../agreements/records/other-agreement.ts'
import { ascendingByAll } from '../../foundation/collections.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { familyTitleOf } from '../../positions/answers/title-rows.ts'
import { coverFamily, type FamilyCoverage } from '../../positions/families/cover-family.ts'
import type { FamilyTitle } from '../../positions/families/families.ts'
import { readCombination, readCoverage, readLicenseRow, titleIds } from '../../positions/families/family-rows.ts'
import type { Combination } from '../../positions/families/find-requirements.ts'
import { measureCovered, type TitleNeeds } from '../../positions/families/measure-covered.ts'
import { type FamilyFigures, FamilyStatus } from '../../positions/families/measure-family.ts'
import type { License } from '../../positions/families/read-licenses.ts'
import type { Said } from '../../positions/reconcile/read-facts.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Row } from '../../positions/snapshot/tables.ts'
import { isOfPeople, Metric } from '../../recognition/data/recognition.ts'
import { Right } from '../../recognition/rights/rights.ts'
import { difference, number, type Stack, text, words } from './columns.ts'
import { type Sheet, sheetOf } from './sheet.ts'

const units = z.int()

export const PositionRow = z
  .strictObject({
    familyId: z.string(),
    publisher: z.string(),
    family: z.string(),
    product: z.string().optional().meta({
      description: 'Absent where users, or what is declared, are counted: that is known of the family as a whole.',
    }),
    edition: z.string().optional(),
    version: z.string().optional(),
    metric: Metric,
    owned: z
      .strictObject({ volume: units, subscription: units, other: units, total: units, unlimited: z.boolean() })
      .meta({ description: 'Licenses that count today, by channel; `other`: agreements with other publishers.' }),
    installed: units.meta({ description: 'Machines.' }),
    required: units.meta({ description: 'Units of the metric: `covered` and `shortfall` together.' }),
    covered: units,
    shortfall: units,
    unlicensed: units.meta({ description: 'Of the shortfall, what no license may run.' }),
    available: units.meta({ description: 'Licenses that nothing requires.' }),
    delta: z.int().meta({ description: 'available - shortfall, after all rights.' }),
    byRight: z.partialRecord(Right, units).meta({
      description: 'What is covered by each right. One requirement may rest on several.',
    }),
    byManager: units.meta({ description: 'Manual: covered as a manager has mapped it.' }),
    exempt: units.meta({ description: 'Manual: installs on machines that are exempt.' }),
    declaredUse: units.optional().meta({ description: 'Manual: use that was declared.' }),
    needsData: units.meta({ description: 'Machines of which it is not known what they require.' }),
    status: FamilyStatus.meta({ description: 'Of the family.' }),
    flags: z.array(z.string()),
  })
  .meta({ id: 'PositionRow' })
export type PositionRow = z.infer<typeof PositionRow>

const ofFamily = { publisher: z.string(), family: z.string(), familyId: z.string() }

/** Rows of the sheets beside the position. */
export const positionSheetSchemas = {
  coverage: z
    .array(
      z.strictObject({
        ...ofFamily,
        title: z.string(),
        entitlementId: z.string(),
        license: z.string().optional(),
        source: z.string().optional(),
        agreementNumber: z.string().optional(),
        licenseNumber: z.string().optional(),
        combinationId: z.string(),
        machines: units.optional().meta({ description: 'Of the combination.' }),
        quantity: units.meta({ description: 'Units of what is required that it covers.' }),
        rights: z.array(Right),
        endUnknown: z.boolean(),
      }),
    )
    .meta({ description: 'Which licenses cover which requirements, by which rights.' }),
  policies: z.array(z.strictObject({ policy: z.string(), isOn: z.boolean() })),
  exemptions: z
    .array(
      z.strictObject({
        deviceId: z.string(),
        device: z.string(),
        familyId: z.string().optional(),
        family: z.string().optional().meta({ description: 'Absent: all families.' }),
        reason: z.string(),
        until: z.string().optional(),
      }),
    )
    .meta({ description: 'Machines that are taken out of the requirements.' }),
  withoutData: z
    .array(
      z.strictObject({
        ...ofFamily,
        titles: z.array(z.string()),
        missing: z.string().optional(),
        machines: units,
      }),
    )
    .meta({ description: 'Machines of which something is missing, by what.' }),
}
type SheetRow<K extends keyof typeof positionSheetSchemas> = z.infer<(typeof positionSheetSchemas)[K]>[number]

const byRight = (right: Right) => number<PositionRow>(`By ${words(right)}`, 12, (row) => row.byRight[right])

const columns: readonly Stack<PositionRow>[] = [
  [
    text('Product', 40, ({ product }) => product ?? 'All products'),
    text('Publisher', 20, ({ publisher }) => publisher),
    text('Family', 26, ({ family }) => family),
  ],
  [text('Edition', 20, ({ edition }) => edition), text('Version', 12, ({ version }) => version)],
  [text('Metric', 9, ({ metric }) => metric)],
  [
    number('Owned', 12, ({ owned }) => (owned.unlimited ? unlimited : owned.total)),
    number('Volume', 12, ({ owned }) => owned.volume),
    number('Subscription', 12, ({ owned }) => owned.subscription),
    number('Other agreements', 12, ({ owned }) => owned.other),
  ],
  [number('Installed', 11, ({ installed }) => installed)],
  [number('Required', 11, ({ required }) => required)],
  [
    number('Covered', 13, ({ covered }) => covered),
    ...Right.options.filter((right) => right !== 'manager').map(byRight),
  ],
  [
    number('Manual: by mapping', 14, ({ byManager }) => byManager),
    number('Manual: exempt installs', 14, ({ exempt }) => exempt),
    number('Manual: declared use', 14, ({ declaredUse }) => declaredUse),
  ],
  [number('Available', 11, ({ available }) => available)],
  [number('Shortfall', 12, ({ shortfall }) => shortfall), number('Of it unlicensed', 12, (row) => row.unlicensed)],
  [{ ...difference<PositionRow>(({ delta }) => delta), heading: 'Licensing delta' }],
  [
    text('Status of family', 16, ({ status }) => words(status)),
    number('Machines without data', 12, ({ needsData }) => needsData),
    text('Flags', 16, ({ flags }) => flags.map(words).join(', ')),
  ],
]

export const positionLayout = { schema: PositionRow, rowsAre: 'Products', columns }

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

const blankRow = ({ row: { id, publisher, name }, figures }: CountedFamily, metric: Metric): PositionRow => ({
  ...{ familyId: id, publisher, family: name, metric, status: figures.status, flags: figures.flags },
  ...{ product: undefined, edition: undefined, version: undefined },
  owned: { volume: 0, subscription: 0, other: 0, total: 0, unlimited: false },
  ...{ installed: 0, required: 0, covered: 0, shortfall: 0, unlicensed: 0, available: 0, delta: 0 },
  ...{ byRight: {}, byManager: 0, exempt: 0, declaredUse: undefined, needsData: 0 },
})

const channelOf = ({ source }: License): 'volume' | 'subscription' | 'other' =>
  source === 'agreement' ? 'other' : source === 'subscriptions' ? 'subscription' : 'volume'

/** Rows of a family by product and metric. In its metric they add up to its figures. */
const rowsOfFamily = (family: CountedFamily, { titles, counts }: CountedLedger): PositionRow[] => {
  const { figures, needs, coverage, combinations, licenses } = family
  const machines = isOfPeople(figures.metric) ? 'device' : figures.metric
  const rows = new Map<string, PositionRow>()
  const rowOf = (metric: Metric, product: FamilyTitle['product'], name: string): PositionRow => {
    const { edition, version } = product ?? {}
    const key = JSON.stringify([metric, product ? [product.family, edition, version] : name])
    const shown = product ? [product.family, edition, version].filter((part) => part !== undefined).join(' ') : name
    const row = rows.get(key) ?? { ...blankRow(family, metric), product: shown, edition, version }
    rows.set(key, row)
    return row
  }
  const ofTitle = (index: number): PositionRow | undefined => {
    const title = titles[index]
    return title && rowOf(machines, title.product, title.title)
  }
  for (const index of family.titles) {
    if (titles[index]?.kind !== 'licensed' || !counts[index]) continue
    const row = ofTitle(index)
    const need = needs.get(index)
    if (!row || !need) continue
    row.installed += counts[index]
    row.required += need.required
    row.covered += need.required - need.open
    row.shortfall += need.open
    row.unlicensed += need.mayRun ? 0 : need.open
    row.needsData += need.needsData
  }
  const numberOf = new Map(family.titles.map((index) => [titles[index]?.id, index]))
  for (const { titleId, rights, quantity } of coverage.rows) {
    const row = ofTitle(numberOf.get(titleId) ?? -1)
    if (!row) continue
    for (const right of rights)
      if (right === 'manager') row.byManager += quantity
      else row.byRight[right] = (row.byRight[right] ?? 0) + quantity
  }
  for (const { state, titles: exempt, machines: count } of combinations)
    if (state === 'exempt')
      for (const index of exempt) {
        const row = ofTitle(index)
        if (row) row.exempt += count
      }
  for (const license of licenses) {
    if (!license.isCounted) continue
    const [direct] = license.direct.keys()
    const { product, metric, quantity, name } = license
    const ofMachines = !isOfPeople(metric) && metric !== 'core' && machines !== 'core' ? machines : metric
    const row = product
      ? rowOf(ofMachines, product, name)
      : rowOf(ofMachines, titles[direct ?? -1]?.product, titles[direct ?? -1]?.title ?? name)
    if (!Number.isFinite(quantity)) {
      row.owned.unlimited = true
      continue
    }
    row.owned[channelOf(license)] += quantity
    row.owned.total += quantity
    if (!isOfPeople(metric)) row.available += quantity - (coverage.used.get(license.id) ?? 0)
  }
  const whole = isOfPeople(figures.metric)
    ? [{ ...figures, used: figures.required, usedBy: usedByOf(family) }, ...figures.others]
    : figures.others
  const useRows = whole.flatMap(({ metric, used, usedBy, shortfall, surplus }): PositionRow[] => {
    if (used === undefined || usedBy === undefined) return []
    const use = { required: used, covered: used - shortfall, shortfall, delta: 0 }
    const available = isOfPeople(metric) ? surplus : 0
    return [{ ...blankRow(family, metric), ...use, available, ...(usedBy === 'declared' && { declaredUse: used }) }]
  })
  const byProduct = [...rows.values()].sort(ascendingByAll(({ product = '', metric }) => [nameKey(product), metric]))
  return [...byProduct, ...useRows].map((row) => ({ ...row, delta: row.available - row.shortfall }))
}

/** How the use of a family that users or access licenses use is known. */
const usedByOf = ({ figures, licenses }: CountedFamily): 'assigned' | 'declared' | undefined => {
  if (figures.status === 'not-measured') return undefined
  const own = licenses.filter(({ isCounted, metric }) => isCounted && metric === figures.metric)
  return own.length > 0 && own.every(({ assigned }) => assigned !== undefined) ? 'assigned' : 'declared'
}

/** By publisher, family and product. */
export async function* positionRows(ledger: CountedLedger): AsyncGenerator<PositionRow> {
  for (const family of ledger.families) yield* rowsOfFamily(family, ledger)
}

const rightsShown = (rights: readonly Right[]): string => rights.map(words).join(', ')

/** What auditors ask for beside the position. */
export const positionSheets = async (
  snapshot: Snapshot,
  { families, titles }: CountedLedger,
  { policies, exemptions }: Pick<Said, 'policies' | 'exemptions'>,
): Promise<Sheet[]> => {
  const titleOf = new Map(titles.map(({ id, title }) => [id, title]))
  const coverage = families.flatMap(({ row, licenses, combinations, coverage: { rows } }) => {
    const licenseOf = new Map(licenses.map((license) => [license.id, license]))
    const combinationOf = new Map(combinations.map((one) => [one.id, one]))
    return rows.map(({ licenseId, combinationId, titleId, rights, quantity, isEndUnknown }): SheetRow<'coverage'> => {
      const { name: license, source, agreementNumber, licenseNumber } = licenseOf.get(licenseId) ?? {}
      const machines = combinationOf.get(combinationId)?.machines
      const of = {
        publisher: row.publisher,
        family: row.name,
        familyId: row.id,
        title: titleOf.get(titleId) ?? titleId,
      }
      const by = { entitlementId: licenseId, license, source, agreementNumber, licenseNumber }
      return { ...of, ...by, combinationId, machines, quantity, rights: [...rights], endUnknown: isEndUnknown }
    })
  })
  const lacking = families.flatMap(({ row, combinations }) =>
    combinations.flatMap(({ state, missing, machines, titles: own }): SheetRow<'withoutData'>[] => {
      if (state !== 'needs-data') return []
      const of = { publisher: row.publisher, family: row.name, familyId: row.id }
      return [{ ...of, titles: own.map((index) => titles[index]?.title ?? ''), missing, machines }]
    }),
  )
  const { day } = snapshot.manifest
  const counting = [...exemptions].flatMap(([key, some]) =>
    some.filter(({ until }) => until === undefined || day <= until).map((exemption) => ({ key, ...exemption })),
  )
  const devices = counting.length > 0 ? await snapshot.some({ table: 'devices', columns: ['id', 'name'] }) : []
  const deviceOf = new Map(devices.map((device) => [packedDeviceKey(device.id), device]))
  const nameOf = new Map(families.map(({ row }) => [row.id, `${row.publisher} ${row.name}`]))
  const exempt = counting.flatMap(({ key, familyId, reason, until }): SheetRow<'exemptions'>[] => {
    const device = deviceOf.get(key)
    if (!device) return []
    return [{ deviceId: device.id, device: device.name, familyId, family: nameOf.get(familyId ?? ''), reason, until }]
  })
  return [
    sheetOf('coverage', 'Coverage', coverage, [
      text('Title', 40, ({ title }) => title),
      text('Publisher', 20, ({ publisher }) => publisher),
      text('Family', 26, ({ family }) => family),
      number('Machines', 10, ({ machines }) => machines),
      text('License', 40, ({ license }) => license),
      text('Source', 18, ({ source }) => source && words(source)),
      text('Agreement number', 18, ({ agreementNumber }) => agreementNumber),
      text('License number', 18, ({ licenseNumber }) => licenseNumber),
      number('Quantity', 10, ({ quantity }) => quantity),
      text('Rights', 30, ({ rights }) => rightsShown(rights)),
      text('Flags', 14, ({ endUnknown }) => (endUnknown ? 'end unknown' : '')),
    ]),
    sheetOf(
      'policies',
      'Policies',
      Object.entries(policies).map(([policy, isOn]) => ({ policy, isOn })),
      [
        text('Policy', 24, ({ policy }) => policy.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)),
        text('Counts', 10, ({ isOn }) => (isOn ? 'yes' : 'no')),
      ],
    ),
    sheetOf('exemptions', 'Exemptions', exempt, [
      text('Device', 24, ({ device }) => device),
      text('Device id', 30, ({ deviceId }) => deviceId),
      text('Family', 30, ({ family, familyId }) => family ?? familyId ?? 'all'),
      text('Reason', 50, ({ reason }) => reason),
      text('Until', 12, ({ until }) => until),
    ]),
    sheetOf('withoutData', 'Machines without data', lacking, [
      text('Family', 30, ({ family }) => family),
      text('Publisher', 20, ({ publisher }) => publisher),
      text('Titles', 50, ({ titles: names }) => names.join('; ')),
      text('Not known', 12, ({ missing }) => missing),
      number('Machines', 10, ({ machines }) => machines),
    ]),
  ]
}

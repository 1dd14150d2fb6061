import * as z from 'zod'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { Metric } from '../../recognition/data/recognition.ts'
import { publisherKey } from '../../recognition/names/software-key.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { FamilyItem } from './family.ts'
import { type Filters, fieldsOf, type ListKind, listRows, pageOf } from './list-rows.ts'
import { publisherKeys } from './list-titles.ts'
import { showFamily } from './show-family.ts'
import type { AnswerShelf } from './title-rows.ts'

type Family = Row<'families'>

/** What a family of any status may have. */
export const FamilyHas = z.enum(['shortfall', 'surplus', 'needs-data', 'without-plan'])
type FamilyHas = z.infer<typeof FamilyHas>

/** Snapshots of earlier versions have none. */
const withoutPlanIn = ({ withoutPlan = 0 }: Partial<Family>): number => withoutPlan

const hasOf = (family: Family): FamilyHas[] => {
  const has = {
    shortfall: family.shortfall > 0,
    surplus: family.surplus > 0,
    'needs-data': family.needsData > 0,
    'without-plan': withoutPlanIn(family) > 0,
  }
  return FamilyHas.options.filter((one) => has[one])
}

export interface FamilyFilter {
  publisher?: string | undefined
  contains?: string | undefined
  status?: readonly FamilyItem['status'][] | undefined
  metric?: readonly Metric[] | undefined
  agreementId?: string | undefined
  has?: readonly FamilyHas[] | undefined
}

/** By the unit of families. */
const sums = {
  owned: ({ owned }: Family) => owned,
  required: ({ required }: Family) => required,
  covered: ({ covered }: Family) => covered,
  shortfall: ({ shortfall }: Family) => shortfall,
  surplus: ({ surplus }: Family) => surplus,
}

/** Of all families: titles on machines. */
const installs = {
  installs: ({ installs: total }: Family) => total,
  freeOrComponent: ({ freeOrComponent }: Family) => freeOrComponent,
  sameMachine: ({ sameMachine }: Family) => sameMachine,
  // Snapshots of earlier versions have none.
  coveredBySubscription: ({ coveredBySubscription = 0 }: Partial<Family>) => coveredBySubscription,
  exempt: ({ exempt }: Family) => exempt,
  needsData: ({ needsData }: Family) => needsData,
  requiredInstalls: ({ requiredInstalls }: Family) => requiredInstalls,
  withoutPlan: withoutPlanIn,
}

const familyList = {
  id: ({ id }: Family) => id,
  sorts: {
    publisher: ({ publisher, name }: Family) => `${nameKey(publisher)}\n${nameKey(name)}`,
    name: ({ name }: Family) => nameKey(name),
    metric: ({ metric }: Family) => metric,
    ...sums,
    // A site license is more than any number.
    owned: ({ owned, unlimited }: Family) => (unlimited ? Number.POSITIVE_INFINITY : owned),
    ...installs,
    status: ({ status }: Family) => status,
  },
  sums: installs,
  byUnit: { name: 'byMetric', unit: ({ metric }: Family) => metric, sums },
  facets: {
    publisher: ({ publisher }: Family) => publisher,
    status: ({ status }: Family) => status,
    metric: ({ metric }: Family) => metric,
    has: hasOf,
  },
} satisfies ListKind<Family>

export const familyFields = fieldsOf(familyList)

const isOneOf = (values: readonly string[]) => (value: string) => values.includes(value)

/** Ids of the families in which an agreement has licenses, counted or not. */
const familiesOfAgreement = async (
  snapshot: Snapshot,
  families: readonly Family[],
  agreementId: string,
): Promise<Set<string>> => {
  const licenses = await snapshot.some({ table: 'licenses', columns: ['family'], where: { agreementId } })
  return new Set(licenses.flatMap(({ family }) => families[family]?.id ?? []))
}

const filtersOf = (
  { publisher, contains = '', status, metric, has }: FamilyFilter,
  licensed: ReadonlySet<string> | undefined,
): Filters<Family> => {
  const needle = nameKey(contains)
  const keys = publisherKeys(publisher ?? '')
  return {
    publisher: publisher !== undefined && ((family) => keys.has(publisherKey(family.publisher))),
    contains: needle !== '' && ((family) => nameKey(`${family.publisher}\n${family.name}`).includes(needle)),
    status: status && ((family) => isOneOf(status)(family.status)),
    metric: metric && ((family) => isOneOf(metric)(family.metric)),
    agreementId: licensed && ((family) => licensed.has(family.id)),
    has: has && ((family) => hasOf(family).some(isOneOf(has))),
  }
}

export const listFamilies = async (
  { snapshots }: Pick<AnswerShelf, 'snapshots'>,
  filter: FamilyFilter,
  { sort = 'publisher', asOf }: { sort?: string | undefined; asOf?: string | undefined },
  page: PageRequest,
) => {
  const opened = await snapshots.openPage(page, asOf)
  const { snapshot } = opened
  const families = (await snapshot?.all('families')) ?? []
  const { agreementId } = filter
  const licensed =
    snapshot && agreementId !== undefined ? await familiesOfAgreement(snapshot, families, agreementId) : undefined
  const { rows, ...list } = listRows(families, familyList, { filters: filtersOf(filter, licensed), sort, ...opened })
  return pageOf(opened, rows.map(showFamily), list)
}

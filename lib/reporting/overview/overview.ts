import * as z from 'zod'
import { earliest, freshnessByPartition, isStale } from '../../agreements/records/freshness.ts'
import { countGroups } from '../../agreements/records/group-store.ts'
import { findLast, Refresh, refreshes, showRefresh } from '../../entitlements/refreshes/refresh.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import { openRefreshes, validationPartition, workPartitions } from '../../foundation/table/keys.ts'
import { queryAll, type Table } from '../../foundation/table/table.ts'
import { readReadiness } from '../../inventory/names/readiness.ts'
import { Completeness, readCompleteness } from '../../inventory/reports/completeness.ts'
import type { AnswerShelf } from '../../positions/answers/title-rows.ts'
import { FamilyStatus } from '../../positions/families/measure-family.ts'
import { EndKind, noFamilies } from '../../positions/snapshot/manifest.ts'
import { basisShape } from '../../positions/snapshot/snapshot-reader.ts'
import { Metric } from '../../recognition/data/recognition.ts'
import { Work } from '../../work/work.ts'

/** What every reader of figures of this ledger has to know. */
export const notice =
  'License Ledger is a convenience. Its accuracy is not guaranteed, and what it shows is no proof of compliance with any ' +
  'license agreement. Nothing that is entered or deleted here changes a contract or an entitlement, and nothing is sent ' +
  'to a publisher, except that agreement number pairs are looked up at the licensing service that is configured.'

export const PairCounts = z.strictObject({ pending: z.int(), valid: z.int(), expired: z.int(), notFound: z.int() })
export const noPairs: z.infer<typeof PairCounts> = { pending: 0, valid: 0, expired: 0, notFound: 0 }

export const FamilyCounts = z
  .strictObject({
    underLicensed: z.int(),
    unlicensed: z.int(),
    licensed: z.int(),
    unused: z.int(),
    needsData: z.int(),
    notMeasured: z.int(),
  })
  .meta({ id: 'FamilyCounts', description: 'Families of products, by status.' })

export const FamilyInShort = z
  .strictObject({
    familyId: z.string(),
    publisher: z.string(),
    name: z.string(),
    metric: Metric,
    owned: z.int().meta({ description: 'Units of the metric that count today, without those of site licenses.' }),
    unlimited: z.boolean().meta({ description: 'It has a site license.' }),
    required: z.int(),
    shortfall: z.int(),
    surplus: z.int(),
    status: FamilyStatus,
  })
  .meta({ id: 'FamilyInShort' })

export const Overview = z
  .strictObject({
    workspaceReady: z.boolean().meta({
      description: 'A Windows device has reported. Informs, and apart from `no-inventory` forbids nothing.',
    }),
    deviceCount: z.int().meta({ description: 'Managed devices that count, linked ones once.' }),
    managedDevices: Completeness.nullable().meta({
      description: 'Whether all PCs have sent their software, as of the last run of the connector; null without one.',
    }),
    agreementCounts: z
      .strictObject({ volume: z.int(), other: z.int() })
      .meta({ description: 'Agreements by type, as of now.' }),
    groupCount: z.int().meta({ description: 'License groups, `unassigned` not counted, as of now.' }),
    pairValidation: PairCounts.meta({
      description: 'Agreement number pairs, by what the newer of look-up and contracts file says.',
    }),
    lastRefresh: Refresh.nullable().meta({
      description: 'The last run by hand or by schedule that has ended; null when there was none.',
    }),
    stale: z.boolean().meta({
      description:
        'The answer of some pair is too old or missing, or a pair was added or removed and that is not looked up yet.',
    }),
    expiringAgreements: z
      .array(
        z.strictObject({
          kind: EndKind.exclude(['software-assurance']),
          id: Ulid.optional().meta({ description: 'Of the agreement; absent for a subscription.' }),
          name: z.string(),
          endDate: z.iso.date(),
          familyId: z.string().optional(),
        }),
      )
      .meta({
        description:
          'Other agreements, volume agreements by the first of their pairs, and subscriptions whose last day is one of the next 90, or today, in the time zone of the ledger: soonest first, at most 10. `GET /calendar` has all.',
      }),
    families: FamilyCounts,
    shortfalls: z.array(FamilyInShort).meta({
      description:
        'Families that require more licenses than they have, at most 10: `under-licensed`, then `unlicensed`, each largest first.',
    }),
    surpluses: z.array(FamilyInShort).meta({
      description: 'Families with licenses that nothing requires, at most 10, the largest first.',
    }),
    ...basisShape,
    notice: z.string(),
  })
  .meta({ id: 'Overview' })
type Overview = z.infer<typeof Overview>

/** Whether pairs were added or removed, and what follows has not ended. */
const isUnderWay = async (table: Table): Promise<boolean> => {
  const [open, ...work] = await Promise.all([
    table.query({ index: 'gsi2', partition: openRefreshes }),
    ...workPartitions.map((partition) => table.query({ partition })),
  ])
  return (
    open.items.some(({ type }) => type === 'pairs') ||
    work.some(({ items }) => items.some((item) => Work.parse(item).kind === 'release-pairs')) ||
    // What a first page leaves out may be such work as well.
    [open, ...work].some(({ lastKey }) => lastKey !== undefined)
  )
}

/** At most thirteen requests, whatever the size of the ledger: what is computed comes from the current snapshot. */
export const readOverview = async ({ table, snapshots, now, staleAfterHours }: AnswerShelf): Promise<Overview> => {
  const [{ snapshot, basis }, known, readiness, completeness, isLookUpOpen, { groups, members }] = await Promise.all([
    snapshots.present(),
    queryAll(table, { partition: validationPartition }),
    readReadiness(table),
    readCompleteness(table),
    isUnderWay(table),
    countGroups(table),
  ])
  const {
    machines = 0,
    pairs = noPairs,
    expiringAgreements = [],
    families = noFamilies,
  } = snapshot?.manifest.summary ?? {}
  const oldest = earliest([...freshnessByPartition(known).values()].map((freshness) => freshness.oldest))
  const isOld = oldest !== undefined && isStale(oldest, now(), staleAfterHours)
  const ended = findLast(known)
  const last = ended && (await refreshes.read(table, ended.refreshId))
  return {
    workspaceReady: readiness !== undefined,
    deviceCount: machines,
    managedDevices: completeness ?? null,
    agreementCounts: { volume: members.count - members.others, other: members.others },
    groupCount: groups,
    pairValidation: pairs,
    lastRefresh: last ? showRefresh(last) : null,
    stale: pairs.pending > 0 || isOld || isLookUpOpen,
    expiringAgreements: Overview.shape.expiringAgreements.parse(expiringAgreements),
    families: families.counts,
    shortfalls: z.array(FamilyInShort).parse(families.shortfalls),
    surpluses: z.array(FamilyInShort).parse(families.surpluses),
    ...basis,
    notice,
  }
}

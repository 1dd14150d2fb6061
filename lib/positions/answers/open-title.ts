import { ascendingBy } from '../../foundation/collections.ts'
import { conflict, type LedgerError, notFound } from '../../foundation/errors.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import { type FoundTitle, findTitles, isSameTitle, nameOf, ownOf } from '../../inventory/names/find-title.ts'
import { type NamedProduct, productIdOf, productKey } from '../../recognition/products/product-key.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import {
  judgeKind,
  kindByName,
  newestOf,
  readTitleDecisions,
  type TitleDecisions,
  updatedAtOf,
  versionOf,
} from '../../recognition/titles/title-decisions.ts'
import { readGuards } from '../../recognition/titles/title-guard.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { statusByNumbers } from '../reconcile/count-positions.ts'
import type { Basis, Opened, Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { RawTitle, Software } from './title.ts'
import {
  type AnswerShelf,
  factNames,
  judgedOf,
  readFlags,
  readReported,
  showListed,
  titleById,
  titleByName,
} from './title-rows.ts'

export type TitleLedger = Ledger & AnswerShelf

type Title = Row<'titles'>

/** A title as it is now: by facts, with what the current snapshot says of it. */
export interface OpenTitle extends Opened {
  id: string
  /** As shown. */
  shown: TitleName
  /** What new facts are written about. */
  name: TitleName
  row: Title | undefined
  isReported: boolean
  /** Names that are known of it while no snapshot has it. */
  rawTitles: RawTitle[]
  /** What it is unless a manager says otherwise. */
  rule: Parameters<typeof judgeKind>[1]
  /** When its first name was reported, or it was added to the catalog. */
  createdAt: string
  decisions: TitleDecisions
}

export const unknownTitle = (id: string): LedgerError =>
  notFound('title-not-found', `There is no software title ${id}.`)

/** Finds a title by the snapshot alone: its name may have been forgotten meanwhile. */
const findInSnapshot = async (
  { table }: TitleLedger,
  snapshot: Snapshot | undefined,
  id: string,
): Promise<FoundTitle | undefined> => {
  const row = snapshot && (await titleById(snapshot, id))
  if (!row) return undefined
  const [own] = factNames(row)
  const living = (await readLiving(table, [own])).get(titleKey(own)) ?? own
  return { own, living, reported: undefined, seenAt: row.createdAt }
}

/** Decisions about a title are found under the name that the snapshot has for facts about it. */
const followFacts = async (table: Table, snapshot: Snapshot | undefined, id: string, found: FoundTitle) => {
  const { own, living, reported } = found
  // Titles that recognition tells apart may have one own name; one that a manager moved since then has another.
  const isByRule = reported !== undefined && isSameTitle(ownOf(reported), own)
  const known = snapshot && ((isByRule && (await titleById(snapshot, id))) || (await titleByName(snapshot, own)))
  const [name] = known ? factNames(known) : [own]
  if (isSameTitle(name, own)) return { own, living }
  return { own: name, living: (await readLiving(table, [name])).get(titleKey(name)) ?? name }
}

/** The title that an id leads to, which may be that of a later name or a merged title. @throws LedgerError `title-not-found` */
export const openTitle = async (ledger: TitleLedger, id: string): Promise<OpenTitle & { isMerged: boolean }> => {
  const { table, snapshots } = ledger
  const [{ snapshot, basis }, titles] = await Promise.all([snapshots.present(), findTitles(table, [id])])
  const found = titles.get(id) ?? (await findInSnapshot(ledger, snapshot, id))
  if (!found) throw unknownTitle(id)
  const { own, living } = await followFacts(table, snapshot, id, found)
  const isMerged = !isSameTitle(own, living)
  const row = snapshot && (await titleByName(snapshot, living))
  const names = row ? factNames(row) : ([living] as const)
  const [name] = names
  const titleId = row?.id ?? (isMerged ? (await readGuards(table, [name]))[0]?.id : undefined) ?? id
  return {
    ...{ id: titleId, shown: row ? nameOf(row) : name, name, row, snapshot },
    isReported: found.reported !== undefined || (row?.installed ?? 0) > 0,
    rawTitles: found.reported ? [found.reported] : [],
    rule: row ? { ...judgedOf(row), kind: judgedOf(row).kindByRule } : kindByName(found.reported ?? name),
    createdAt: row?.createdAt ?? found.seenAt,
    decisions: await readTitleDecisions(table, names),
    basis: isMerged && snapshot && (await titleByName(snapshot, own)) ? { ...basis, pending: true } : basis,
    // A title that has no names of its own any more goes by the id of one that was merged into it.
    isMerged: isMerged && titleId !== id,
  }
}

export const openForWriting = async (ledger: TitleLedger, id: string): Promise<OpenTitle> => {
  const { isMerged, ...title } = await openTitle(ledger, id)
  if (!isMerged) return title
  const { publisher, title: name } = title.shown
  const message = `This title was merged into ${name} of ${publisher}: ${title.id}. Write to that one.`
  throw conflict('title-merged', message)
}

const showMapped = ({ productFamily, version }: NamedProduct) => {
  return { id: productIdOf({ productFamily, version }), product: productFamily, version }
}

const showMapping = ({ mapping }: TitleDecisions): Software['mapping'] =>
  mapping?.value && {
    products: mapping.value.products
      .toSorted(ascendingBy(productKey))
      .map((product) => ({ ...showMapped(product), rank: product.rank })),
    exclude: (mapping.value.exclude ?? []).toSorted(ascendingBy(productKey)).map(showMapped),
  }

const noPosition = {
  ...{ kind: '', status: '', lacks: undefined, installed: 0, entitled: 0, unlimited: false },
  ...{ familyId: undefined, required: 0, open: 0, needsData: 0 },
  ...{ expiredPairs: false, sharedQuantity: false, partitions: undefined },
}

type ShownTitle = Parameters<typeof showListed>[0] &
  Pick<
    Title,
    'expiredPairs' | 'sharedQuantity' | 'partitions' | 'createdAt' | 'updatedAt' | 'required' | 'open' | 'needsData'
  >

const show = async (
  shelf: AnswerShelf,
  title: ShownTitle,
  more: Pick<Software, 'rawTitles' | 'mapping' | keyof Basis>,
): Promise<Software> => {
  const { licensableBy, createdAt, updatedAt, required: requiredCount, open: openCount, needsData } = title
  const flagsOf = await readFlags(shelf, [title])
  const needs = { requiredCount, openCount, needsDataCount: needsData }
  return { ...showListed(title, flagsOf(title)), licensableBy, ...needs, createdAt, updatedAt, ...more }
}

export const showRow = (shelf: AnswerShelf, row: Title, more: Parameters<typeof show>[2]): Promise<Software> =>
  show(shelf, { ...row, ...judgedOf(row) }, more)

export const showTitle = async (shelf: AnswerShelf, title: OpenTitle): Promise<Software> => {
  const { id, shown, row = noPosition, rule, createdAt, decisions, basis, rawTitles } = title
  const said = Object.values(decisions)
  const version = versionOf(said)
  const judged = judgeKind(newestOf([decisions.licensable, decisions.catalog]), rule)
  const status = judged.kind === row.kind ? row.status : statusByNumbers({ ...row, ...judged })
  return show(
    shelf,
    { ...row, id, ...shown, ...judged, status, version, createdAt, updatedAt: updatedAtOf(said, createdAt) },
    { mapping: showMapping(decisions), rawTitles, ...basis, pending: basis.pending || version !== title.row?.version },
  )
}

export const showDecided = async (shelf: AnswerShelf, title: OpenTitle): Promise<Software> => {
  const { snapshot, row } = title
  const rawTitles = snapshot && row ? [...(await readReported(snapshot, row)).values()] : title.rawTitles
  return { ...(await showTitle(shelf, { ...title, rawTitles })), pending: true }
}

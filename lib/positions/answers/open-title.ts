import { ascendingBy } from '../../foundation/collections.ts'
import { conflict, type LedgerError, notFound } from '../../foundation/errors.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { type FoundTitle, findTitles, isSameTitle, nameOf } from '../../inventory/names/find-title.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { productIdOf, productKey } from '../../recognition/products/product-key.ts'
import type { TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import {
  licensabilityOf,
  type Rule,
  readTitleDecisions,
  type TitleDecisions,
  updatedAtOf,
  versionOf,
} from '../../recognition/titles/title-decisions.ts'
import { readGuards } from '../../recognition/titles/title-guard.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { Basis, Opened, Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import type { RawTitle, Software } from './title.ts'
import { type AnswerShelf, readFlags, readReported, showListed, titleById, titleByName } from './title-rows.ts'

export type TitleLedger = Ledger & AnswerShelf

type Title = Row<'titles'>

/** A title as it is now: by facts, with what the current snapshot says of it. */
export interface OpenTitle extends Opened {
  id: string
  name: TitleName
  row: Title | undefined
  isReported: boolean
  /** Names that are known of it while no snapshot has it. */
  rawTitles: RawTitle[]
  rule: Rule
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
  const own = nameOf(row)
  const living = (await readLiving(table, [own])).get(titleKey(own)) ?? own
  return { own, living, reported: undefined, seenAt: row.createdAt }
}

/** The title that an id leads to, which may be that of a later name or a merged title. @throws LedgerError `title-not-found` */
export const openTitle = async (ledger: TitleLedger, id: string): Promise<OpenTitle & { isMerged: boolean }> => {
  const { table, snapshots } = ledger
  const [{ snapshot, basis }, titles] = await Promise.all([snapshots.present(), findTitles(table, [id])])
  const found = titles.get(id) ?? (await findInSnapshot(ledger, snapshot, id))
  if (!found) throw unknownTitle(id)
  const isMerged = !isSameTitle(found.own, found.living)
  const row = snapshot && (await titleByName(snapshot, found.living))
  const name = row ? nameOf(row) : found.living
  const titleId = row?.id ?? (isMerged ? (await readGuards(table, [name]))[0]?.id : undefined) ?? id
  return {
    ...{ id: titleId, name, row, snapshot },
    isReported: found.reported !== undefined || (row?.installed ?? 0) > 0,
    rawTitles: found.reported ? [found.reported] : [],
    rule: row?.licensableBy === 'rule' ? row : normalize(found.reported ?? name),
    createdAt: row?.createdAt ?? found.seenAt,
    decisions: await readTitleDecisions(table, name),
    basis: isMerged && snapshot && (await titleByName(snapshot, found.own)) ? { ...basis, pending: true } : basis,
    // A title that has no names of its own any more goes by the id of one that was merged into it.
    isMerged: isMerged && titleId !== id,
  }
}

export const openForWriting = async (ledger: TitleLedger, id: string): Promise<OpenTitle> => {
  const { isMerged, ...title } = await openTitle(ledger, id)
  if (!isMerged) return title
  const { publisher, title: name } = title.name
  const message = `This title was merged into ${name} of ${publisher}: ${title.id}. Write to that one.`
  throw conflict('title-merged', message)
}

const showMapping = ({ mapping }: TitleDecisions): Software['mapping'] =>
  mapping?.value && {
    products: mapping.value.products.toSorted(ascendingBy(productKey)).map(({ productFamily, version, rank }) => {
      return { id: productIdOf({ productFamily, version }), product: productFamily, version, rank }
    }),
  }

const noPosition = {
  ...{ installed: 0, entitled: 0, unlimited: false },
  ...{ expiredPairs: false, sharedQuantity: false, partitions: undefined },
}

type Placed = 'status' | 'firstName' | 'nameCount' | 'firstInstall' | 'firstAgreement' | 'agreementCount'

export const showRow = async (
  shelf: AnswerShelf,
  title: Omit<Title, Placed>,
  more: Pick<Software, 'rawTitles' | 'mapping' | keyof Basis>,
): Promise<Software> => {
  const { reason, createdAt, updatedAt } = title
  const flagsOf = await readFlags(shelf, [title])
  const licensableBy = title.licensableBy === 'manager' ? title.licensableBy : 'rule'
  return { ...showListed(title, flagsOf(title)), ...{ licensableBy, reason, createdAt, updatedAt }, ...more }
}

export const showTitle = async (shelf: AnswerShelf, title: OpenTitle): Promise<Software> => {
  const { id, name, row = noPosition, rule, createdAt, decisions, basis, rawTitles } = title
  const said = Object.values(decisions)
  const version = versionOf(said)
  const { licensable, licensableBy, reason } = licensabilityOf([decisions.licensable, decisions.catalog], rule)
  const shown = { ...row, ...{ id, ...name, licensable, licensableBy, reason, version, createdAt } }
  return showRow(
    shelf,
    { ...shown, updatedAt: updatedAtOf(said, createdAt) },
    { mapping: showMapping(decisions), rawTitles, ...basis, pending: basis.pending || version !== title.row?.version },
  )
}

export const showDecided = async (shelf: AnswerShelf, title: OpenTitle): Promise<Software> => {
  const { snapshot, row } = title
  const rawTitles = snapshot && row ? [...(await readReported(snapshot, row)).values()] : title.rawTitles
  return { ...(await showTitle(shelf, { ...title, rawTitles })), pending: true }
}

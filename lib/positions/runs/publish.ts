import * as z from 'zod'
import { addDays } from '../../foundation/calendar/day.ts'
import { keepLast, once } from '../../foundation/collections.ts'
import type { Table } from '../../foundation/table/table.ts'
import { TitleKind } from '../../recognition/data/recognition.ts'
import { licensingColumns } from '../families/read-licenses.ts'
import type { EarlierDay } from '../reconcile/derive-history.ts'
import type { Earlier } from '../reconcile/earlier.ts'
import { type Conclusions, historyInputs, type Past } from '../reconcile/reconcile.ts'
import type { Recognized, ResolvedTitles } from '../reconcile/resolve-titles.ts'
import { digest } from '../snapshot/digest.ts'
import type { ReadableFiles, SnapshotFiles } from '../snapshot/files.ts'
import {
  formatVersion,
  latestKey,
  type Manifest,
  manifestKey,
  type TableFile,
  tableFileKey,
} from '../snapshot/manifest.ts'
import { readDayPointer, readPointers, type SnapshotPointer } from '../snapshot/pointers.ts'
import {
  ifReadable,
  readManifest,
  readNumbers,
  readTable,
  Unreadable,
  writeTable,
} from '../snapshot/stored-snapshot.ts'
import { productOfRow, type Row, type TableName, tableNames } from '../snapshot/tables.ts'
import type { RunDesk } from './reconciliation.ts'

const Sums = z.object({
  isExpired: z.boolean(),
  isOfUsers: z.boolean().default(false),
  partitions: z.array(z.number()),
})

const recognizedColumns = [
  'id',
  'hash',
  'reported',
  'ownPublisher',
  'ownTitle',
  'shownPublisher',
  'key',
  'kind',
  'family',
  'edition',
  'productVersion',
  'recognizedBy',
] as const

const recognizedOf = (name: Omit<Pick<Row<'names'>, (typeof recognizedColumns)[number]>, 'hash'>): Recognized => ({
  id: name.id,
  own: { publisher: name.ownPublisher, title: name.ownTitle },
  publisher: name.shownPublisher,
  key: name.key,
  kind: TitleKind.parse(name.kind),
  product: productOfRow(name),
  recognizedBy: name.recognizedBy,
})

const needColumns = [
  'id',
  'installed',
  'familyId',
  'lacks',
  'required',
  'open',
  'mayRun',
  'needsData',
  'subscribed',
] as const

const Lacks = z.enum(['edition', 'cores', 'host', 'user']).optional()

/** @throws Unreadable also when the file is not there */
const there = async <T>(table: TableName, reading: Promise<T | undefined>): Promise<T> => {
  const read = await reading
  if (read === undefined) throw new Unreadable(`The table ${table} is missing.`)
  return read
}

/** Most edits leave titles as they are, so a warm process reuses those of its last run. */
const keptTitles = keepLast<ResolvedTitles>()

/** What of a snapshot need not be concluded again; undefined when any file of it is missing. */
export const readEarlier = async (files: ReadableFiles, manifest: Manifest): Promise<Earlier | undefined> => {
  const { titles: _, products: __, families: ___, ...unread } = manifest.tables
  const firstBytes = Object.values(unread).map(({ key }) => files.read(key, { start: 0, end: 1 }))
  const productColumns = ['id', 'key', 'productFamily', 'version', 'owned', 'firstRow', 'rowCount', 'sums'] as const
  const [titles, products, families, ...others] = await Promise.all([
    readTable(files, manifest, 'titles', needColumns),
    readTable(files, manifest, 'products', productColumns),
    readTable(files, manifest, 'families'),
    ...firstBytes,
  ])
  if (others.includes(undefined) || !titles || !products || !families) return undefined
  const read = new Map<TableName, Promise<readonly unknown[]>>()
  return {
    inputs: Object.fromEntries(Object.entries(manifest.tables).map(([name, { inputs }]) => [name, inputs])),
    titles: keptTitles,
    recognized: once(async () => {
      const names = await there('names', readTable(files, manifest, 'names', recognizedColumns))
      return new Map(names.flatMap(({ hash, ...name }) => (name.reported ? [[hash, recognizedOf(name)]] : [])))
    }),
    lines: manifest.lines,
    rights: manifest.rights,
    installed: titles.map(({ installed }) => installed),
    products: products.map(({ sums, ...product }) => ({ ...product, ...Sums.parse(JSON.parse(sums)) })),
    needs: new Map(
      titles.map(({ id, installed: _, lacks, ...needs }) => [id, { ...needs, lacks: Lacks.parse(lacks) }]),
    ),
    families,
    all: async <T extends TableName>(table: T) => {
      const rows = read.get(table) ?? there(table, readTable(files, manifest, table))
      read.set(table, rows)
      return (await rows) as readonly Row<T>[]
    },
    reported: once(() => there('entitlements', readTable(files, manifest, 'entitlements', licensingColumns))),
    uses: once(() => there('licenses', readTable(files, manifest, 'licenses', ['id', 'used']))),
    machines: () => there('machines', readNumbers(files, manifest, 'machines', 'device')),
  }
}

const familyColumns = [
  'id',
  'owned',
  'unlimited',
  'required',
  'covered',
  'shortfall',
  'surplus',
  'needsData',
  'exempt',
] as const

const readDay = async (files: ReadableFiles, { id, day }: SnapshotPointer): Promise<EarlierDay | undefined> => {
  const manifest = await readManifest(files, id)
  if (!manifest) return undefined
  const [titles, history, families = [], familyHistory = []] = await Promise.all([
    readTable(files, manifest, 'titles', ['id', 'installed', 'entitled', 'unlimited']),
    readTable(files, manifest, 'history', ['title', 'day', 'installed', 'entitled', 'unlimited']),
    // Days of earlier versions have no families.
    readTable(files, manifest, 'families', familyColumns),
    readTable(files, manifest, 'familyHistory'),
  ])
  return titles && history && { day, titles, history, families, familyHistory }
}

/** The last snapshot of an earlier day that can be read; what it said only if the current snapshot lacks it. */
export const readPast = async (
  table: Table,
  files: ReadableFiles,
  day: string,
  inputs: Earlier['inputs'],
): Promise<Past | undefined> => {
  for (let before = day; ; ) {
    const pointer = await readDayPointer(table, addDays(before, -1))
    if (!pointer) return undefined
    const { id } = pointer
    if (inputs.history === historyInputs({ id }, day)) return { id, earlierDay: undefined }
    const earlierDay = await ifReadable(readDay(files, pointer))
    if (earlierDay) return { id, earlierDay }
    before = pointer.day
  }
}

/** Writes the files of a snapshot. Tables with the inputs or the bytes of those of the current one are taken over. */
export const publish = async (
  files: SnapshotFiles,
  { tables, summary, lines, rights }: Conclusions,
  about: Omit<Manifest, 'format' | 'tables' | 'summary' | 'lines' | 'rights'>,
  earlier: Manifest | undefined,
): Promise<Manifest> => {
  const publishTable = async (table: TableName): Promise<TableFile> => {
    const { inputs: given, columns } = tables[table]
    const known = earlier?.tables[table]
    if (known && known.inputs === given) return known
    const made = columns()
    const bytes = writeTable(table, made)
    const inputs = given ?? digest(bytes)
    if (known?.inputs === inputs) return known
    const key = tableFileKey(about.id, table)
    await files.write(key, bytes)
    return { key, bytes: bytes.length, rows: Object.values(made)[0]?.length ?? 0, inputs }
  }
  const written: Manifest['tables'] = {}
  // One after the other, as the largest takes much memory.
  for (const table of tableNames) written[table] = await publishTable(table)
  const manifest: Manifest = { ...about, format: formatVersion, tables: written, summary, lines, rights }
  await files.write(manifestKey(about.id), Buffer.from(JSON.stringify(manifest)))
  return manifest
}

/** Tells other tools which snapshot is current, and looks again afterwards, as another run may publish meanwhile. */
export const publishLatest = async ({ table, files }: Pick<RunDesk, 'table' | 'files'>): Promise<void> => {
  let told: string | undefined
  while (true) {
    const { current } = await readPointers(table)
    if (!current || current.id === told) return
    const manifest = await files.read(manifestKey(current.id))
    if (!manifest) return
    await files.write(latestKey, manifest)
    told = current.id
  }
}

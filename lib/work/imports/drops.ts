import * as z from 'zod'
import { WrongFile } from '../../foundation/files/sheet.ts'
import { derivedId, ulid } from '../../foundation/table/ids.ts'
import { dropKey } from '../../foundation/table/keys.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { commit, type Table, update, type Write } from '../../foundation/table/table.ts'
import { nameFault } from '../../foundation/text/name.ts'
import { RunMoved, runMoved } from '../run.ts'
import { type FileKinds, kindOf } from './file-kind.ts'
import { importRuns, newImport, type StoredImport } from './import-run.ts'

/** One put of an object under `imports/`. Puts of one key sort by their sequencer. */
export interface Drop extends Pick<StoredImport, 'bucket' | 'key' | 'eTag' | 'sequencer' | 'actor'> {
  /** Follows from bucket, key and sequencer, so that a repeated event finds its import; an upload's key names it. */
  importId: string
}

const S3Record = z.object({
  eventName: z.string(),
  userIdentity: z.object({ principalId: z.string() }).optional(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().default(0),
      eTag: z.string(),
      sequencer: z.string().regex(/^[0-9A-Fa-f]+$/),
    }),
  }),
})

/** What arrives on the import queue: an event of S3, its test event, or our own word to go on with an import. */
export const ImportMessage = z.union([
  z.object({ Records: z.array(S3Record) }),
  z.object({ Event: z.literal('s3:TestEvent') }),
  z.object({ importId: z.string() }),
])

/** S3 says to pad the shorter sequencer with zeros on the right and to compare as text. */
const sequencerLength = 64

/** The import that an upload belongs to: `imports/uploads/<importId>/<file>`. */
const uploadedTo = (key: string): string | undefined =>
  new RegExp(`^imports/uploads/(${ulid.source})/[^/]+$`).exec(key)?.[1]

export const uploadKey = (importId: string, fileName: string): string => `imports/uploads/${importId}/${fileName}`

export const dropsOf = (message: z.infer<typeof ImportMessage>): Drop[] => {
  if (!('Records' in message)) return []
  return message.Records.flatMap(({ eventName, s3: { bucket, object }, userIdentity }): Drop[] => {
    const key = decodeURIComponent(object.key.replaceAll('+', ' '))
    const isFolderMarker = key.endsWith('/') && object.size === 0
    if (isFolderMarker || !eventName.startsWith('ObjectCreated')) return []
    const sequencer = object.sequencer.toUpperCase().padEnd(sequencerLength, '0')
    const importId = uploadedTo(key) ?? derivedId(bucket.name, key, sequencer)
    const eTag = object.eTag.replaceAll('"', '')
    const actor = `drop:${userIdentity?.principalId ?? 'unknown'}`
    return [{ importId, bucket: bucket.name, key, eTag, sequencer, actor }]
  })
}

interface Place {
  kind: string
  group: string | undefined
}

/** There is nothing to import: the object lies where no import begins, or is gone. */
export class NothingToImport extends WrongFile {
  override name = 'NothingToImport'
}

const unknownPlace = (message: string): NothingToImport => new NothingToImport('unknown-place', message)
const wrongFolder = (message: string): NothingToImport => new NothingToImport('group-path', `The folder ${message}`)

/** What a place says, or why nothing is imported from it. */
export const placeOf = (kinds: FileKinds, key: string): Place | NothingToImport => {
  const [root, kind = '', ...rest] = key.split('/')
  const [group, ...deeper] = rest.slice(0, -1)
  if (kind === 'uploads')
    return unknownPlace('Nobody asked for this upload. POST /imports gives a form to upload with.')
  if (root !== 'imports' || !Object.hasOwn(kinds, kind) || rest.length === 0) {
    const places = Object.values(kinds).map(({ files, places: where }) => `${files} at ${where}`)
    return unknownPlace(`Nothing is imported from ${key}. Put ${places.join(', ')}.`)
  }
  if (group === undefined) return { kind, group }
  const { hasGroups, files, places } = kindOf(kinds, kind)
  if (!hasGroups) return unknownPlace(`There are no folders below imports/${kind}. Put ${files} at ${places}.`)
  if (deeper.length > 0) return wrongFolder(`is too deep: one folder below imports/${kind} names the group.`)
  const fault = nameFault(group)
  return fault === undefined ? { kind, group: group.trim() } : wrongFolder(`cannot name a group: ${fault}`)
}

/** The newest put of an object key, and the import that writes from an earlier one. */
const StoredDrop = z.object({ sequencer: z.string(), newestId: z.string(), writingId: z.string().optional() })
type Put = Pick<StoredImport, 'bucket' | 'key' | 'id'>

/** A newer put of the same key was announced, so this one does not begin. */
export class Overtaken extends Error {
  override name = 'Overtaken'
}

/** Another import has to end first. It wakes this one. */
export class Waiting extends Error {
  override name = 'Waiting'
}

/** Announces a put as the newest of its key. Refused when a newer one was announced. */
const announceDrop = ({ bucket, key, sequencer, id }: Put & Pick<StoredImport, 'sequencer'>): Write =>
  update(dropKey(bucket, key), { set: { sequencer, newestId: id } }, { below: { sequencer } }, () => new Overtaken())

export const newestOf = async (table: Table, { bucket, key }: Put): Promise<string | undefined> => {
  const item = await table.get(dropKey(bucket, key))
  return item && StoredDrop.parse(item).newestId
}

/** Takes the right to write from this key: nobody else writes from it, and no newer put was announced. */
export const holdKey = ({ bucket, key, id }: Put): Write =>
  update(
    dropKey(bucket, key),
    { set: { writingId: id } },
    { equals: { newestId: id }, lacks: ['writingId'] },
    (existing) => (StoredDrop.safeParse(existing).data?.newestId === id ? new Waiting() : new Overtaken()),
  )

export const releaseKey = ({ bucket, key, id }: Put): Write =>
  update(dropKey(bucket, key), { set: { writingId: undefined } }, { equals: { writingId: id } }, runMoved)

const announceNew = async (
  { table, now }: Pick<Ledger, 'table' | 'now'>,
  kinds: FileKinds,
  { importId: id, ...drop }: Drop,
): Promise<StoredImport | undefined> => {
  const at = now().toISOString()
  const place = placeOf(kinds, drop.key)
  const fileName = drop.key.split('/').at(-1) ?? ''
  const run = newImport({ id, ...drop, fileName, ...(!(place instanceof Error) && place), attempts: 1 }, at)
  try {
    await commit(table, [importRuns.add(run), announceDrop(run)])
    return run
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    // A late event of an older put: the import is listed, and never begins.
    await commit(table, [importRuns.add({ ...run, status: 'superseded', stage: 'ended', finishedAt: at })])
    return undefined
  }
}

/**
 * Records a put as an import. A repeated event finds it, and so does a second upload with one form.
 * @returns the import when this call recorded its file, which counts as the first turn at it
 */
export const announce = async (
  ledger: Pick<Ledger, 'table' | 'now'>,
  kinds: FileKinds,
  drop: Drop,
): Promise<StoredImport | undefined> => {
  try {
    const run = await importRuns.read(ledger.table, drop.importId)
    if (!run) return await announceNew(ledger, kinds, drop)
    if (run.stage !== 'awaiting') return undefined
    const { eTag, sequencer } = drop
    const received = { eTag, sequencer, stage: 'waiting', status: 'queued', attempts: 1 } as const
    const at = ledger.now().toISOString()
    return await importRuns.step(ledger.table, run, received, at, [announceDrop({ ...run, sequencer })])
  } catch (error) {
    // Another delivery announced it.
    if (error instanceof RunMoved) return undefined
    throw error
  }
}

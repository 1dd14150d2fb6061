import * as z from 'zod'
import { derivedId } from '../../foundation/table/ids.ts'
import { nameFault } from '../../foundation/text/name.ts'
import { ImportKind } from './import-run.ts'
import { allPlaces, kinds } from './kinds.ts'

/** One put of an object under `imports/`. */
export interface Drop {
  /** Follows from bucket, key and sequencer, so that a repeated event finds its import; an upload's key names it. */
  importId: string
  bucket: string
  key: string
  eTag: string
  size: number
  /** Puts of one key sort by it. */
  sequencer: string
  actor: string
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

const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '))

/** The import that an upload belongs to: `imports/uploads/<importId>/<file>`. */
const uploadedTo = (key: string): string | undefined =>
  /^imports\/uploads\/([0-9A-HJKMNP-TV-Z]{26})\/[^/]+$/.exec(key)?.[1]

/** Where the form of an upload lets its file be put. */
export const uploadKey = (importId: string, fileName: string): string => `imports/uploads/${importId}/${fileName}`

const isFolderMarker = ({ key, size }: Pick<Drop, 'key' | 'size'>): boolean => key.endsWith('/') && size === 0

/** The puts that a message tells of; folder markers are none. */
export const dropsOf = (message: z.infer<typeof ImportMessage>): Drop[] => {
  if (!('Records' in message)) return []
  return message.Records.filter(({ eventName }) => eventName.startsWith('ObjectCreated'))
    .map(({ s3: { bucket, object }, userIdentity }): Drop => {
      const key = decodeKey(object.key)
      const sequencer = object.sequencer.toUpperCase().padEnd(sequencerLength, '0')
      return {
        importId: uploadedTo(key) ?? derivedId(bucket.name, key, sequencer),
        bucket: bucket.name,
        key,
        eTag: object.eTag.replaceAll('"', ''),
        size: object.size,
        sequencer,
        actor: `drop:${userIdentity?.principalId ?? 'unknown'}`,
      }
    })
    .filter((drop) => !isFolderMarker(drop))
}

/** What the place of an object says of its import. */
export interface Place {
  kind: ImportKind
  fileName: string
  /** Name of the group that the folder names. */
  group: string | undefined
}

/** There is nothing to import: the object lies where no import begins, or is gone. */
export class NothingToImport extends Error {
  override name = 'NothingToImport'
  readonly code: 'group-path' | 'unknown-place' | 'file-gone' | 'uploaded-twice' | 'upload-expired'

  constructor(code: NothingToImport['code'], message: string) {
    super(message)
    this.code = code
  }
}

export const fileNameOf = (key: string): string => key.split('/').at(-1) ?? ''

const groupOf = (kind: ImportKind, folders: readonly string[]): string | undefined => {
  const [group] = folders
  if (group === undefined) return undefined
  if (!kinds[kind].hasGroups)
    throw new NothingToImport(
      'unknown-place',
      `There are no folders below imports/${kind}. Put ${kinds[kind].files} at ${kinds[kind].places}.`,
    )
  if (folders.length > 1)
    throw new NothingToImport('group-path', `The folder is too deep: one folder below imports/${kind} names the group.`)
  const fault = nameFault(group)
  if (fault !== undefined) throw new NothingToImport('group-path', `The folder cannot name a group: ${fault}`)
  return group.trim()
}

/** @throws NothingToImport */
export const placeOf = (key: string): Place => {
  const [root, folder, ...rest] = key.split('/')
  if (folder === 'uploads')
    throw new NothingToImport(
      'unknown-place',
      'Nobody asked for this upload. POST /imports gives a form to upload with.',
    )
  const { data: kind } = ImportKind.safeParse(folder)
  if (root !== 'imports' || !kind || rest.length === 0)
    throw new NothingToImport('unknown-place', `Nothing is imported from ${key}. Put ${allPlaces}.`)
  return { kind, fileName: fileNameOf(key), group: groupOf(kind, rest.slice(0, -1)) }
}

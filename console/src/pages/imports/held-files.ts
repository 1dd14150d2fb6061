import { useSyncExternalStore } from 'react'
import { api, read } from '../../api/client.ts'
import { queryClient } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'
import { text } from '../../texts/en/imports.ts'
import { type Kind, kindOf, maximumBytes, type NewImport } from './kinds.ts'
import { readHead } from './read-head.ts'
import { sendFile } from './send-file.ts'

type Recognized = components['schemas']['RecognizedFile']

/** How a file is to be read. */
export type Choice = Pick<NewImport, 'group' | 'program' | 'options'> & { kind: Kind; onError: NewImport['onError'] }

export interface HeldFile {
  key: string
  file: File
  /** `asking`: the person has to say what it is. `waiting`: files are sent one after the other. */
  phase: 'recognizing' | 'asking' | 'waiting' | 'preparing' | 'uploading' | 'sent' | 'failed'
  recognized?: Recognized
  choice?: Choice
  /** Bytes. */
  sent: number
  importId?: string | undefined
  /** A request that is repeated is the same one; another attempt is not. */
  attempt: number
  problem?: unknown
  /** Where the person goes when it is sent. */
  onSent?: ((importId: string) => void) | undefined
}

/** What was chosen for the file of which a corrected one is dropped. */
export interface Like {
  fileName: string
  choice: Choice
}

let held: readonly HeldFile[] = []
const listeners = new Set<() => void>()
/** Ends the upload of a file. */
const uploads = new Map<string, AbortController>()

const become = (next: readonly HeldFile[]): void => {
  held = next
  for (const listener of listeners) listener()
}

const change = (key: string, changes: Partial<HeldFile>): void =>
  become(held.map((one) => (one.key === key ? { ...one, ...changes } : one)))

const find = (key: string): HeldFile | undefined => held.find((one) => one.key === key)

const isSending = ({ phase }: HeldFile): boolean => phase === 'preparing' || phase === 'uploading'

/** A page that is left loses what is to be uploaded: the browser asks first. */
const askBeforeLeaving = (event: BeforeUnloadEvent): void => {
  if (held.some((one) => one.phase === 'waiting' || isSending(one))) event.preventDefault()
}
window.addEventListener('beforeunload', askBeforeLeaving)

const isUnreadable = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotReadableError'

const fail = (key: string, error: unknown): void =>
  change(key, { phase: 'failed', problem: isUnreadable(error) ? new Error(text.held.fileGone) : error })

/** What keeps a file from being sent, before anything of it is. */
const faultOf = ({ file }: HeldFile, { kind }: Choice): Error | undefined => {
  const most = maximumBytes(kind, file.name)
  if (most === undefined || file.size <= most) return undefined
  return new Error(text.held.tooLarge(text.most[kind]))
}

/** Asks for an upload, or again for a form of the same one, and sends the file. @returns the id of its import */
const send = async ({ key, file, attempt, importId }: HeldFile, choice: Choice): Promise<string> => {
  const ending = new AbortController()
  uploads.set(key, ending)
  change(key, { phase: 'preparing', sent: 0 })
  if (importId !== undefined) {
    const { status } = await read(api.GET('/imports/{importId}', { params: { path: { importId } } }))
    if (status === 'failed' || status === 'cancelled') change(key, { attempt: attempt + 1 })
    // The upload seemed to be lost, and has arrived.
    else if (status !== 'awaiting-upload') return importId
  }
  // A file that cannot be read any more shows here, not as a lost upload.
  await file.slice(0, 1).arrayBuffer()
  const { id, upload } = await read(
    api.POST('/imports', {
      params: { header: { 'idempotency-key': `${key}-${find(key)?.attempt}` } },
      body: { ...choice, fileName: file.name, dryRun: true },
      signal: ending.signal,
    }),
  )
  change(key, { phase: 'uploading', importId: id })
  await sendFile(upload, file, (sent) => change(key, { sent }), ending.signal)
  return id
}

const sendNext = async (): Promise<void> => {
  const next = held.find(({ phase }) => phase === 'waiting')
  if (!next?.choice || held.some(isSending)) return
  try {
    const importId = await send(next, next.choice)
    change(next.key, { phase: 'sent', sent: next.file.size, importId })
    void queryClient.invalidateQueries({ queryKey: ['/imports'] })
    next.onSent?.(importId)
  } catch (error) {
    fail(next.key, error)
  }
  uploads.delete(next.key)
  void sendNext()
}

const kindTaken = ({ kind, confidence, missing }: Recognized): Kind | undefined =>
  confidence === 'low' || missing.length > 0 ? undefined : kindOf(kind)

const recognize = async ({ key, file }: HeldFile, like: Like | undefined): Promise<void> => {
  try {
    const body = { fileName: file.name, head: await readHead(file), size: file.size }
    const recognized = await read(api.POST('/imports/recognize', { body }))
    if (!recognized.isReadable) return change(key, { recognized, phase: 'failed' })
    const kind = kindTaken(recognized)
    const isLike = like !== undefined && (like.fileName === file.name || like.choice.kind === kind)
    const choice: Choice | undefined = isLike ? like.choice : kind && { kind, onError: 'skip' }
    change(key, { recognized })
    if (choice) choose(key, choice)
    else change(key, { phase: 'asking' })
  } catch (error) {
    fail(key, error)
  }
}

/** Reads a file so; it is checked when those before it are sent. */
const choose = (key: string, choice: Choice): void => {
  const one = find(key)
  if (!one) return
  const problem = faultOf(one, choice)
  const attempt = one.choice === choice ? one.attempt : one.attempt + 1
  change(key, {
    choice,
    attempt,
    ...(problem ? { phase: 'failed', problem } : { phase: 'waiting', problem: undefined }),
  })
  void sendNext()
}

/** Files that the person dropped, for as long as the page is open. */
export const heldFiles = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  all: () => held,

  /** @param onSent for a single file: where to go when it is sent */
  take: (files: readonly File[], { like, onSent }: { like: Like | undefined; onSent: HeldFile['onSent'] }): void => {
    const taken = files.map(
      (file): HeldFile => ({
        key: crypto.randomUUID(),
        file,
        phase: 'recognizing',
        sent: 0,
        attempt: 0,
        ...(files.length === 1 && { onSent }),
      }),
    )
    become([...held, ...taken])
    for (const one of taken) void recognize(one, like)
  },

  choose,

  /** Checks a file once more, read in another way: it is uploaded again. */
  again: (key: string, choice: Choice, onSent: HeldFile['onSent']): void => {
    const one = find(key)
    if (!one) return
    const fresh = crypto.randomUUID()
    const { file, recognized } = one
    become([
      ...held,
      { key: fresh, file, phase: 'recognizing', sent: 0, attempt: 0, onSent, ...(recognized && { recognized }) },
    ])
    choose(fresh, choice)
  },

  retry: (key: string): void => {
    const one = find(key)
    if (one?.choice) choose(key, one.choice)
    else if (one) {
      change(key, { phase: 'recognizing', problem: undefined })
      void recognize(one, undefined)
    }
  },

  /** Forgets a file; one that is on its way is not imported. */
  remove: (key: string): void => {
    const one = find(key)
    become(held.filter((other) => other.key !== key))
    uploads.get(key)?.abort()
    if (one?.importId !== undefined && one.phase !== 'sent')
      void api.POST('/imports/{importId}/cancel', { params: { path: { importId: one.importId } } }).catch(() => {})
  },

  clear: (): void => become(held.filter(({ phase }) => phase !== 'sent')),
}

export const useHeldFiles = (): readonly HeldFile[] => useSyncExternalStore(heldFiles.subscribe, heldFiles.all)

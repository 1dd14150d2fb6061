import * as z from 'zod'
import { expectGroupChoice } from '../lib/agreements/records/group-store.ts'
import { UploadForm } from '../lib/foundation/bucket/upload-form.ts'
import { accepted, listOf, ok, type Role, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import type { LedgerWith } from '../lib/foundation/table/ledger.ts'
import { uploadKey } from '../lib/work/imports/drops.ts'
import { kindOf, maximumBytes } from '../lib/work/imports/file-kind.ts'
import { ImportStatus, importRuns, type SignReport, showWithLinks } from '../lib/work/imports/import-run.ts'
import { FileHead, Recognized, recognizeFile } from '../lib/work/imports/recognize.ts'
import { listImports, requestCancel, requestCommit, requestUndo, requestUpload } from '../lib/work/imports/requests.ts'
import { fileKinds, Import, KindName, NewImport } from './wiring/import-kinds.ts'
import { recognizers } from './wiring/import-recognizers.ts'
import { severalOf } from './wiring/snapshot-lists.ts'

interface Imports extends LedgerWith<'announceImport'> {
  bucket: string
  signReport: SignReport
  signUpload: (key: string, limit: number) => Promise<z.infer<typeof UploadForm>>
}

const route = routesOver<Imports>()
const params = z.object({ importId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

/** Only managers see what files hold. */
const signFor = (roles: readonly Role[], { signReport }: Imports) => (roles.includes(manager) ? signReport : undefined)

/** A request that sets an import to work. */
const action = (name: string, summary: string, ask: typeof requestUndo) =>
  route('POST', `/imports/{importId}/${name}`, {
    summary,
    role: manager,
    params,
    answers: {
      200: { description: 'That goes on already, or is done.', schema: Import },
      202: { description: 'It has begun.', schema: Import },
    },
    handle: ({ params: { importId }, change }, imports) => ask({ ...imports, kinds: fileKinds }, importId, change),
    reply: ({ run, begun }) => (begun ? accepted(`/imports/${run.id}`, run) : ok(run)),
  })

export const importRoutes = [
  route('GET', '/imports', {
    summary: 'List imports, newest first',
    role: reader,
    query: z.object({
      kind: severalOf(KindName).optional().meta({ description: 'Only of these kinds, with commas between.' }),
      status: severalOf(ImportStatus).optional().meta({ description: 'Only in these states, with commas between.' }),
    }),
    paged: true,
    answers: { 200: { description: 'A page of imports.', schema: listOf(Import) } },
    handle: ({ query, page, roles }, imports) => listImports(imports.table, query, page, signFor(roles, imports)),
    reply: ok,
  }),

  route('POST', '/imports', {
    summary: 'Prepare an import and get a form to upload its file with',
    role: manager,
    body: NewImport,
    answers: {
      201: { description: 'The import awaits its file.', schema: Import.extend({ upload: UploadForm }) },
    },
    handle: async ({ body, change }, imports) => {
      await expectGroupChoice(imports.table, body.group?.id)
      return requestUpload(imports, imports.bucket, body, change)
    },
    reply: (run) => ({ status: 201, headers: { location: `/imports/${run.id}`, etag: `"${run.version}"` }, body: run }),
    renew: async (body, { signUpload }) => {
      const run = Import.required({ kind: true }).parse(body)
      const limit = maximumBytes(run.fileName, kindOf(fileKinds, run.kind))
      return { ...run, upload: await signUpload(uploadKey(run.id, run.fileName), limit) }
    },
  }),

  route('POST', '/imports/recognize', {
    summary: 'What a file is taken for by its first bytes, and why; nothing is stored',
    role: manager,
    body: FileHead,
    answers: { 200: { description: 'The kind and layout, or the nearest one and what it lacks.', schema: Recognized } },
    handle: ({ body }) => recognizeFile(fileKinds, recognizers, body),
    reply: ok,
  }),

  route('GET', '/imports/{importId}', {
    summary: 'Read an import: its progress while it runs, its result after',
    role: reader,
    params,
    answers: { 200: { description: 'The import.', schema: Import } },
    handle: async ({ params: { importId }, roles }, imports) =>
      showWithLinks(await importRuns.get(imports.table, importId), signFor(roles, imports)),
    reply: single,
  }),

  action('undo', 'Take back what an import created or added, as far as nobody changed it since', requestUndo),
  action('cancel', 'End an import that waits or works; what it wrote stays', requestCancel),
  action('commit', 'Run a completed dry run for real, without another upload', requestCommit),
]

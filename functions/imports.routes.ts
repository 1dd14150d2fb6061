import * as z from 'zod'
import { UploadForm } from '../lib/foundation/bucket/upload-form.ts'
import { listOf } from '../lib/foundation/http/lists.ts'
import { accepted, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import type { Ledger } from '../lib/foundation/table/ledger.ts'
import { maximumBytes } from '../lib/work/imports/file-name.ts'
import { Import, ImportId } from '../lib/work/imports/import-run.ts'
import { getImport, listImports, type SignReport } from '../lib/work/imports/read-imports.ts'
import { requestUndo } from '../lib/work/imports/request-undo.ts'
import { NewImport, requestUpload } from '../lib/work/imports/upload.ts'

interface Imports extends Ledger {
  bucket: string
  signReport: SignReport
  signUpload: (importId: string, fileName: string, limit: number) => Promise<z.infer<typeof UploadForm>>
  /** Asks the queue to go on with an import. */
  wake: (importId: string) => Promise<void>
}

const route = routesOver<Imports>()
const params = z.object({ importId: ImportId })
const reader = 'license-reader'
const manager = 'license-manager'

export const importRoutes = [
  route('GET', '/imports', {
    summary: 'List imports, newest first',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of imports.', schema: listOf(Import) } },
    handle: ({ page }, { table, signReport }) => listImports(table, page, signReport),
    reply: ok,
  }),

  route('POST', '/imports', {
    summary: 'Prepare an import and get a form to upload its file with',
    role: manager,
    body: NewImport,
    answers: {
      201: { description: 'The import awaits its file.', schema: Import.extend({ upload: UploadForm }) },
    },
    handle: ({ body, change }, imports) => requestUpload(imports, imports.bucket, body, change),
    reply: (run) => ({ status: 201, headers: { location: `/imports/${run.id}`, etag: `"${run.version}"` }, body: run }),
    renew: async (body, { signUpload }) => {
      const run = Import.required({ kind: true }).parse(body)
      return { ...run, upload: await signUpload(run.id, run.fileName, maximumBytes(run.fileName, run.kind)) }
    },
  }),

  route('GET', '/imports/{importId}', {
    summary: 'Read an import: its progress while it runs, its result after',
    role: reader,
    params,
    answers: { 200: { description: 'The import.', schema: Import } },
    handle: ({ params: { importId } }, { table, signReport }) => getImport(table, importId, signReport),
    reply: single,
  }),

  route('POST', '/imports/{importId}/undo', {
    summary: 'Take back what an import created or added, as far as nobody changed it since',
    role: manager,
    params,
    answers: {
      200: { description: 'That goes on already, or is done.', schema: Import },
      202: { description: 'It has begun.', schema: Import },
    },
    handle: ({ params: { importId }, change }, imports) => requestUndo(imports, imports.wake, importId, change),
    reply: ({ run, begun }) => (begun ? accepted(`/imports/${run.id}`, run) : ok(run)),
  }),
]

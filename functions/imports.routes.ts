import * as z from 'zod'
import { listOf } from '../lib/http/lists.ts'
import { ok, routesOver, single } from '../lib/http/route.ts'
import { Import, ImportId } from '../lib/imports/import-run.ts'
import { getImport, listImports, type SignReport } from '../lib/imports/read-imports.ts'
import type { Table } from '../lib/table/table.ts'

const route = routesOver<{ table: Table; signReport: SignReport }>()
const reader = 'license-reader'

export const importRoutes = [
  route('GET', '/imports', {
    summary: 'List imports, newest first',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of imports.', schema: listOf(Import) } },
    handle: ({ page }, { table, signReport }) => listImports(table, page, signReport),
    reply: ok,
  }),

  route('GET', '/imports/{importId}', {
    summary: 'Read an import: its progress while it runs, its result after',
    role: reader,
    params: z.object({ importId: ImportId }),
    answers: { 200: { description: 'The import.', schema: Import } },
    handle: ({ params: { importId } }, { table, signReport }) => getImport(table, importId, signReport),
    reply: single,
  }),
]

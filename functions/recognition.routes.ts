import * as z from 'zod'
import { listOf, noContent, ok, type Reply, routesOver, single } from '../lib/foundation/http/route.ts'
import type { Ledger } from '../lib/foundation/table/ledger.ts'
import { deleteLine, getLine, listLines, putLine } from '../lib/recognition/lines/edit-lines.ts'
import { LineId, NewLine, RecognitionLine } from '../lib/recognition/lines/recognition-line.ts'

const route = routesOver<Ledger>()
const params = z.object({ lineId: LineId })
const reader = 'license-reader'
const manager = 'license-manager'

/** `version` of a line is that of its product: the `ETag` is its revision. */
const shown = (line: RecognitionLine): Reply => ({ ...single({ version: line.revision }), body: line })

export const recognitionRoutes = [
  route('GET', '/recognition', {
    summary: "List managers' own recognition lines by id",
    role: reader,
    query: z.object({
      contains: z
        .string()
        .max(256)
        .optional()
        .meta({ description: 'Text that id, publisher, title or family contains, in any case.' }),
    }),
    paged: true,
    maximumLimit: 1_000,
    answers: { 200: { description: 'A page of lines.', schema: listOf(RecognitionLine) } },
    handle: ({ query, page }, { table }) => listLines(table, query.contains, page),
    reply: ok,
  }),

  route('GET', '/recognition/{lineId}', {
    summary: 'Read a recognition line',
    role: reader,
    params,
    answers: { 200: { description: 'The line.', schema: RecognitionLine } },
    handle: ({ params: { lineId } }, { table }) => getLine(table, lineId),
    reply: shown,
  }),

  route('PUT', '/recognition/{lineId}', {
    summary: 'Say what a title is, whatever the rules say: create or replace a recognition line',
    role: manager,
    params,
    body: NewLine,
    versioned: true,
    answers: {
      200: { description: 'The line as replaced; it applies with the next snapshot.', schema: RecognitionLine },
      201: { description: 'The new line; it applies with the next snapshot.', schema: RecognitionLine },
    },
    handle: ({ params: { lineId }, body, change, expectedVersions }, ledger) =>
      putLine(ledger, lineId, body, change, expectedVersions),
    reply: ({ line, isNew }) =>
      isNew
        ? { ...shown(line), status: 201, headers: { ...shown(line).headers, location: `/recognition/${line.id}` } }
        : shown(line),
  }),

  route('DELETE', '/recognition/{lineId}', {
    summary: 'Delete a recognition line; what was before applies again with the next snapshot',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'Deleted.' } },
    handle: ({ params: { lineId }, change, expectedVersions }, ledger) =>
      deleteLine(ledger, lineId, change, expectedVersions),
    reply: noContent,
  }),
]

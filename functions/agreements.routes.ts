import * as z from 'zod'
import { createAgreement } from '../lib/agreements/edits/create-agreement.ts'
import { deleteAgreement } from '../lib/agreements/edits/delete-agreement.ts'
import { patchAgreement } from '../lib/agreements/edits/edit-agreement.ts'
import { addPairs, removePair } from '../lib/agreements/edits/edit-pairs.ts'
import { getAgreement, listAgreements, listPairs } from '../lib/agreements/edits/read-agreements.ts'
import {
  Agreement,
  AgreementListItem,
  AgreementPatch,
  MorePairs,
  NewAgreement,
  ShownPair,
} from '../lib/agreements/records/agreement.ts'
import { readAgreementHistory } from '../lib/agreements/records/agreement-trail.ts'
import { GroupId } from '../lib/agreements/records/group.ts'
import { AgreementNumberPair, EitherNumber } from '../lib/agreements/records/pair.ts'
import { AgreementType } from '../lib/agreements/records/restrictions.ts'
import { HistoryEntry } from '../lib/audit/read-trail.ts'
import { queueNewPairs } from '../lib/entitlements/refreshes/pair-list.ts'
import { created, listOf, noContent, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import type { Change, LedgerWith } from '../lib/foundation/table/ledger.ts'

type AgreementLedger = LedgerWith<'announceWork' | 'announceRefresh' | 'pairLength' | 'staleAfterHours'>

const route = routesOver<AgreementLedger>()
const params = z.object({ agreementId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

/** Has VLSC asked about new pairs: that is queued in the transaction that adds them. */
const lookUp = async <T>(
  ledger: LedgerWith<'announceRefresh'>,
  pairs: readonly AgreementNumberPair[],
  change: Change,
  add: (change: Change) => Promise<T>,
): Promise<T> => {
  const refreshId = ledger.newId()
  const added = await add({
    ...change,
    alongside: (result) => [...change.alongside(result), queueNewPairs(refreshId, pairs, change)],
  })
  await ledger.announceRefresh(refreshId)
  return added
}

export const agreementRoutes = [
  route('GET', '/agreements', {
    summary: 'List agreements by name',
    role: reader,
    query: z.object({
      type: AgreementType.optional(),
      groupId: GroupId.optional(),
      contains: z.string().max(256).optional().meta({ description: 'Text that the name contains, in any case.' }),
      startsWith: z.string().max(256).optional().meta({
        description: 'Prefix of the name, ignoring case. Fast for any number of agreements.',
      }),
      number: EitherNumber.optional().meta({
        description: 'Agreement or license number of a pair that the agreement has: all of it, in any case.',
      }),
    }),
    paged: true,
    answers: { 200: { description: 'A page of agreements.', schema: listOf(AgreementListItem) } },
    handle: ({ query, page }, { table }) => listAgreements(table, query, page),
    reply: ok,
  }),

  route('POST', '/agreements', {
    summary: 'Create an agreement, a volume agreement with its pairs, into no, an existing or a new group',
    role: manager,
    body: NewAgreement,
    answers: { 201: { description: 'The new agreement.', schema: Agreement } },
    handle: ({ body, change }, ledger) =>
      body.type === 'volume'
        ? lookUp(ledger, body.pairs, change, (more) => createAgreement(ledger, body, more))
        : createAgreement(ledger, body, change),
    reply: (agreement) => created(`/agreements/${agreement.id}`, agreement),
    // Details are stored in one place only: those of the answer are those of the request.
    renew: async (answer, _, body) => {
      const agreement = Agreement.parse(answer)
      return 'details' in body && body.details ? { ...agreement, details: body.details } : agreement
    },
  }),

  route('GET', '/agreements/{agreementId}', {
    summary:
      'Read an agreement; the details of an other agreement are for managers, and `GET /audit` tells who read them',
    role: reader,
    params,
    answers: { 200: { description: 'The agreement.', schema: Agreement } },
    handle: ({ params: { agreementId }, roles, change }, ledger) =>
      getAgreement(ledger, agreementId, roles.includes(manager) ? change : undefined),
    reply: single,
  }),

  route('PATCH', '/agreements/{agreementId}', {
    summary: 'Change name, group or the fields that agreements of its type have',
    role: manager,
    params,
    body: AgreementPatch,
    versioned: true,
    answers: { 200: { description: 'The agreement as changed.', schema: Agreement } },
    handle: ({ params: { agreementId }, body, change, expectedVersions }, ledger) =>
      patchAgreement(ledger, agreementId, body, change, expectedVersions),
    reply: single,
  }),

  route('DELETE', '/agreements/{agreementId}', {
    summary: 'Delete an agreement; its pairs become free, many of them within seconds',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'Deleted.' } },
    handle: ({ params: { agreementId }, change, expectedVersions }, ledger) =>
      deleteAgreement(ledger, agreementId, change, expectedVersions),
    reply: noContent,
  }),

  route('GET', '/agreements/{agreementId}/pairs', {
    summary: 'List all pairs of an agreement by number',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of pairs.', schema: listOf(ShownPair) } },
    handle: ({ params: { agreementId }, page }, ledger) => listPairs(ledger, agreementId, page),
    reply: ok,
  }),

  route('POST', '/agreements/{agreementId}/pairs', {
    summary: 'Add pairs to an agreement',
    role: manager,
    params,
    body: MorePairs,
    answers: { 200: { description: 'The agreement as changed.', schema: Agreement } },
    handle: ({ params: { agreementId }, body: { pairs }, change }, ledger) =>
      lookUp(ledger, pairs, change, (more) => addPairs(ledger, agreementId, pairs, more)),
    reply: single,
  }),

  route('DELETE', '/agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
    summary: 'Remove a pair from an agreement; the last one cannot be removed',
    role: manager,
    params: params.extend(AgreementNumberPair.shape),
    versioned: true,
    answers: { 204: { description: 'Removed.' } },
    handle: ({ params: { agreementId, ...pair }, change, expectedVersions }, ledger) =>
      removePair(ledger, agreementId, pair, change, expectedVersions),
    reply: noContent,
  }),

  route('GET', '/agreements/{agreementId}/history', {
    summary: 'Changes of an agreement, newest first, its creation last',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of changes.', schema: listOf(HistoryEntry) } },
    handle: ({ params: { agreementId }, page }, { table }) => readAgreementHistory(table, agreementId, page),
    reply: ok,
  }),
]

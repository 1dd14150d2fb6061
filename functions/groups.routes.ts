import * as z from 'zod'
import { moveIntoGroup } from '../lib/agreements/edits/move-agreements.ts'
import {
  AgreementChoice,
  cancelMove,
  getMove,
  listMoves,
  Move,
  requestMove,
} from '../lib/agreements/groups/bulk-moves.ts'
import { createGroup, deleteGroup, patchGroup } from '../lib/agreements/groups/groups.ts'
import { AgreementListItem, Moved } from '../lib/agreements/records/agreement.ts'
import { Group, GroupId, GroupPatch, NewGroup } from '../lib/agreements/records/group.ts'
import { getGroup, readGroupHistory, readGroups } from '../lib/agreements/records/group-store.ts'
import { HistoryEntry } from '../lib/audit/read-trail.ts'
import { accepted, created, listOf, noContent, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import type { LedgerWith } from '../lib/foundation/table/ledger.ts'

const route = routesOver<LedgerWith<'announceWork'>>()
const params = z.object({ groupId: GroupId })
const reader = 'license-reader'
const manager = 'license-manager'

export const groupRoutes = [
  route('GET', '/groups', {
    summary: 'List all license groups, the built-in one first, then by name',
    role: reader,
    answers: { 200: { description: 'All groups.', schema: z.strictObject({ items: z.array(Group) }) } },
    handle: async (_, { table }) => ({ items: await readGroups(table) }),
    reply: ok,
  }),

  route('POST', '/groups', {
    summary: 'Create a license group',
    role: manager,
    body: NewGroup,
    answers: { 201: { description: 'The new group.', schema: Group } },
    handle: ({ body, change }, ledger) => createGroup(ledger, body, change),
    reply: (group) => created(`/groups/${group.id}`, group),
  }),

  route('GET', '/groups/{groupId}', {
    summary: 'Read a license group',
    role: reader,
    params,
    answers: { 200: { description: 'The group.', schema: Group } },
    handle: ({ params: { groupId } }, { table }) => getGroup(table, groupId),
    reply: single,
  }),

  route('PATCH', '/groups/{groupId}', {
    summary: 'Rename a license group',
    role: manager,
    params,
    body: GroupPatch,
    versioned: true,
    answers: { 200: { description: 'The group as changed.', schema: Group } },
    handle: ({ params: { groupId }, body, change, expectedVersions }, ledger) =>
      patchGroup(ledger, groupId, body, change, expectedVersions),
    reply: single,
  }),

  route('DELETE', '/groups/{groupId}', {
    summary: 'Delete a license group; its agreements move to `unassigned`',
    role: manager,
    params,
    versioned: true,
    answers: {
      202: { description: 'The group takes no agreements any more; those in it are being moved.', schema: Group },
      204: { description: 'Deleted.' },
    },
    handle: ({ params: { groupId }, change, expectedVersions }, ledger) =>
      deleteGroup(ledger, groupId, change, expectedVersions),
    reply: (closing) => (closing ? accepted(`/groups/${closing.id}`, closing) : noContent()),
  }),

  route('PUT', '/groups/{groupId}/agreements', {
    summary: 'Move agreements into a license group, all or none',
    role: manager,
    params,
    body: Moved,
    answers: {
      200: { description: 'The agreements as moved.', schema: z.strictObject({ items: z.array(AgreementListItem) }) },
    },
    handle: async ({ params: { groupId }, body, change }, ledger) => ({
      items: await moveIntoGroup(ledger, groupId, body.agreementIds, change),
    }),
    reply: ok,
  }),

  route('POST', '/groups/{groupId}/moves', {
    summary: 'Move all agreements that a search finds into a license group, hundreds or a hundred thousand',
    role: manager,
    params,
    body: AgreementChoice,
    answers: { 202: { description: 'The move, which has begun.', schema: Move } },
    handle: ({ params: { groupId }, body, change }, ledger) => requestMove(ledger, groupId, body, change),
    reply: (move) => accepted(`/moves/${move.id}`, move),
  }),

  route('GET', '/moves', {
    summary: 'List moves of many agreements, newest first; those that ended more than 30 days ago are forgotten',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of moves.', schema: listOf(Move) } },
    handle: ({ page }, { table }) => listMoves(table, page),
    reply: ok,
  }),

  route('GET', '/moves/{moveId}', {
    summary: 'Read a move of many agreements: how many it has moved so far',
    role: reader,
    params: z.object({ moveId: Ulid }),
    answers: { 200: { description: 'The move.', schema: Move } },
    handle: ({ params: { moveId } }, { table }) => getMove(table, moveId),
    reply: single,
  }),

  route('POST', '/moves/{moveId}/cancel', {
    summary: 'End a move of many agreements that works: what it has moved stays',
    role: manager,
    params: z.object({ moveId: Ulid }),
    answers: { 200: { description: 'The move.', schema: Move } },
    handle: ({ params: { moveId }, change }, ledger) => cancelMove(ledger, moveId, change),
    reply: single,
  }),

  route('GET', '/groups/{groupId}/history', {
    summary: 'Changes of a license group, newest first, its creation last',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of changes.', schema: listOf(HistoryEntry) } },
    handle: ({ params: { groupId }, page }, { table }) => readGroupHistory(table, groupId, page),
    reply: ok,
  }),
]

import { verify } from '../../infra/operations/verify/verify.ts'
import type { Item } from '../../lib/foundation/table/table.ts'
import type { TestLedger } from './ledger-on.ts'

const text = (value: unknown): string => String(value)

/** Items that belong to nothing. Their keys cannot be guessed, so that only a scan finds them. */
const strays = (items: readonly Item[]): string[] => {
  const found = (start: string, sk?: string) =>
    items.filter((item) => text(item.pk).startsWith(start) && (sk === undefined || item.sk === sk))
  const agreements = new Map(found('AGREEMENTS#').map((item) => [text(item.id), item]))
  const groups = new Set(found('GROUPS').map(({ id }) => text(id)))
  return [
    ...found('AGREEMENT-NAME#')
      .filter(({ agreementId }) => !agreements.has(text(agreementId)))
      .map(({ agreementId }) => `A name is taken by the agreement ${agreementId}, which is not there.`),
    ...found('GROUP-NAME#')
      .filter(({ groupId }) => !groups.has(text(groupId)))
      .map(({ groupId }) => `A name is taken by the group ${groupId}, which is not there.`),
    ...found('AGREEMENT#', 'PAIRS')
      .map(({ pk }) => text(pk).replace('AGREEMENT#', ''))
      .filter((id) => agreements.get(id) === undefined || agreements.get(id)?.pairs !== undefined)
      .map((id) => `There is a set of pairs beside no agreement: ${id}.`),
    ...found('DETAILS#', 'DETAILS')
      .map(({ pk }) => text(pk).replace('DETAILS#', ''))
      .filter((id) => agreements.get(id)?.hasDetails !== true)
      .map((id) => `There are details of no agreement: ${id}.`),
  ]
}

const count = (items: readonly Item[], start: string): number =>
  items.filter(({ pk }) => text(pk).startsWith(start)).length

/** Recounts a ledger where nothing is under way: what `npm run verify` finds, and what only a scan can. */
export const recount = async ({ table, ledger, scan }: TestLedger): Promise<string[]> => {
  const { agreements, groups, pairs, differences } = await verify({ table, now: ledger.now }, 0)
  const items = await scan()
  const expectEqual = (what: string, listed: number, there: number): string[] =>
    listed === there ? [] : [`${there} ${what} are there, and ${listed} of them are found.`]
  return [
    ...differences,
    ...strays(items),
    ...expectEqual('agreement names', agreements, count(items, 'AGREEMENT-NAME#')),
    ...expectEqual('agreements', agreements, count(items, 'AGREEMENTS#')),
    ...expectEqual('group names', groups, count(items, 'GROUP-NAME#')),
    ...expectEqual('pairs', pairs, count(items, 'PAIRS#')),
  ]
}

import * as z from 'zod'
import { parseAgreement } from '../agreements/agreement-store.ts'
import { isOther, type StoredOtherAgreement } from '../agreements/stored-agreement.ts'
import { readLiving } from '../software/title-store.ts'
import { agreementKey, claimKey, holdingKey } from '../table/keys.ts'
import { raceLost } from '../table/race.ts'
import { type Item, put, remove, type Table, transactionLimit, type Write } from '../table/table.ts'
import { commitInTurn, type Turn } from '../work/turn.ts'
import { markPositions } from './position-marks.ts'

/** What an other agreement entitles a title to, and when. */
const Claim = z.object({
  agreementId: z.string(),
  /** The title that the agreement names, which may have been merged into the one that it counts for. */
  namedTitleId: z.string(),
  licenseCount: z.number(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
})
export type Claim = z.infer<typeof Claim>

export const parseClaim = (item: Item): Claim => Claim.parse(item)

/** Where the claim of an agreement is, at present. */
const Placed = Claim.extend({ titleId: z.string() })
type Placed = z.infer<typeof Placed>

const sourceOf = (agreementId: string): string => `AGREEMENT#${agreementId}`

const readPlaced = async (table: Table, ids: readonly string[]): Promise<Map<string, Placed>> => {
  const items = await table.getMany(ids.map((id) => holdingKey(sourceOf(id))))
  return new Map(items.map((item) => Placed.parse(item)).map((placed) => [placed.agreementId, placed]))
}

const readAgreements = async (table: Table, ids: readonly string[]): Promise<StoredOtherAgreement[]> =>
  (await table.getMany(ids.map(agreementKey))).map(parseAgreement).filter(isOther)

const placeOf = (agreement: StoredOtherAgreement, titleId: string): Placed => ({
  agreementId: agreement.id,
  namedTitleId: agreement.titleId,
  titleId,
  licenseCount: agreement.licenseCount,
  ...(agreement.startDate !== undefined && { startDate: agreement.startDate }),
  ...(agreement.endDate !== undefined && { endDate: agreement.endDate }),
})

const isSame = (one: Placed | undefined, other: Placed | undefined): boolean =>
  one?.titleId === other?.titleId &&
  one?.namedTitleId === other?.namedTitleId &&
  one?.licenseCount === other?.licenseCount &&
  one?.startDate === other?.startDate &&
  one?.endDate === other?.endDate

const writesOf = (id: string, before: Placed | undefined, after: Placed | undefined): Write[] => {
  const holding = holdingKey(sourceOf(id))
  const { titleId, ...claim } = after ?? {}
  return [
    after ? put({ ...holding, ...after }, {}, raceLost) : remove(holding, {}, raceLost),
    ...(before && before.titleId !== titleId ? [remove(claimKey(before.titleId, id), {}, raceLost)] : []),
    ...(titleId === undefined ? [] : [put({ ...claimKey(titleId, id), ...claim }, {}, raceLost)]),
  ]
}

/** Agreements that are looked at together, and that one transaction places. */
const agreementsAtOnce = 100
const perTransaction = Math.floor((transactionLimit - 2) / 3)

/**
 * Brings what some other agreements entitle to in line with what they say, at the titles that stand for those that they
 * name. Titles for which something changes are marked in the same transaction.
 * @throws TurnMoved
 */
export const placeClaims = async (turn: Turn, ids: readonly string[]): Promise<void> => {
  const { table, newId, now } = turn.ledger
  for (let first = 0; first < ids.length; first += agreementsAtOnce) {
    const some = ids.slice(first, first + agreementsAtOnce)
    const [placed, agreements] = await Promise.all([readPlaced(table, some), readAgreements(table, some)])
    const living = await readLiving(
      table,
      agreements.map(({ titleId }) => titleId),
    )
    const wanted = new Map(
      agreements.map((agreement) => [
        agreement.id,
        placeOf(agreement, living.get(agreement.titleId)?.id ?? agreement.titleId),
      ]),
    )
    const changed = some.filter((id) => !isSame(placed.get(id), wanted.get(id)))
    for (let from = 0; from < changed.length; from += perTransaction) {
      const batch = changed.slice(from, from + perTransaction)
      const titles = batch.flatMap((id) => [placed.get(id)?.titleId ?? [], wanted.get(id)?.titleId ?? []].flat())
      await commitInTurn(turn, [
        ...batch.flatMap((id) => writesOf(id, placed.get(id), wanted.get(id))),
        markPositions(newId(), { sums: titles }, now().toISOString()),
      ])
    }
  }
}

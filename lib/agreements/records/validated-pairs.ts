import { freshnessKey, pairItemKey, statementEntitlements } from '../../foundation/table/keys.ts'
import { type Item, queryAll, type Table } from '../../foundation/table/table.ts'
import { contractKeysOf, contractsById, validationOf } from './contract.ts'
import { freshnessByPartition, lastAnswer, lastAsked } from './freshness.ts'
import { type AgreementNumberPair, pairKey } from './pair.ts'
import { byPairKey, partitionOf, type StoredPair } from './stored-pair.ts'

const isPair = ({ pk }: Item): boolean => String(pk).startsWith('PAIRS#')

/** More contracts are rarely known than so many: reading all of them is cheaper than looking for more keys. */
const mostContracts = 20

const unknown = { agreementId: undefined, error: undefined, status: 'pending', entitlements: [] } as const

/**
 * Pairs by their key, with what the newer of both sources says of them, and when. A pair that is not there is pending,
 * unless a file says more. @param fresh pairs that are just being added: they are not read
 */
export const readValidated = async (
  table: Table,
  pairs: readonly AgreementNumberPair[],
  { fresh = [], consistent = true }: { fresh?: readonly AgreementNumberPair[]; consistent?: boolean } = {},
) => {
  const added = new Set(fresh.map(pairKey))
  const places = pairs
    .map(pairKey)
    .filter((key) => !added.has(key))
    .map(pairItemKey)
  const marked = [...new Set(places.map(({ pk }) => pk))].map(freshnessKey)
  const named = contractKeysOf(pairs)
  const isFew = named.length <= mostContracts
  const keys = [...places, ...marked, ...(isFew ? named : [])]
  const [items, listed] = await Promise.all([
    table.getMany(keys, { consistent }),
    isFew ? [] : queryAll(table, { partition: statementEntitlements('contracts'), ...(!consistent && { consistent }) }),
  ])
  const [stored, marks] = [byPairKey(items.filter(isPair)), freshnessByPartition(items)]
  const contracts = contractsById([...items, ...listed])
  return new Map(
    pairs.map((pair) => {
      const found: StoredPair | (AgreementNumberPair & typeof unknown) = stored.get(pairKey(pair)) ?? {
        ...pair,
        ...unknown,
      }
      const mark = marks.get(partitionOf(pair))
      const lookedUpAt = lastAnswer(found, mark)
      const { at: answeredAt = lookedUpAt, ...said } = validationOf({ ...found, answeredAt: lookedUpAt }, contracts)
      const { agreementId, entitlements, error } = found
      const times = { askedAt: lastAsked(found, mark), answeredAt }
      return [pairKey(pair), { ...pair, agreementId, entitlements, error, ...said, ...times }]
    }),
  )
}

export type ValidatedPair = NonNullable<ReturnType<Awaited<ReturnType<typeof readValidated>>['get']>>

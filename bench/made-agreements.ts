import { addAgreement, indexKeys } from '../lib/agreements/agreement-store.ts'
import { pairKey } from '../lib/agreements/pair.ts'
import { putCover } from '../lib/positions/entitling.ts'
import { newProduct, noSum, putProduct, type StoredProduct } from '../lib/positions/product-store.ts'
import { addTitle, newTitle, type StoredTitle } from '../lib/software/title-store.ts'
import { agreementKey, claimKey, pairItemKey } from '../lib/table/keys.ts'
import { commit, put, type Table, transactionLimit, type Write } from '../lib/table/table.ts'
import type { Entitlement } from '../lib/vlsc/contract.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'
import { numbered } from './users.ts'

const at = '2026-03-01T08:00:00.000Z'
/** Agreements to a title, and how many of them are other ones. */
const agreementsPerTitle = 5
const agreementsPerOther = 10
const titlesPerProduct = 4
const committedAtOnce = 4
const refused = () => new Error('It is there already.')

const commitAll = async (table: Table, writes: Iterable<Write>): Promise<void> => {
  let batches: Write[][] = [[]]
  const flush = async () => {
    await Promise.all(batches.filter(({ length }) => length > 0).map((batch) => commit(table, batch)))
    batches = [[]]
  }
  for (const write of writes) {
    if (batches.at(-1)?.length === transactionLimit) {
      if (batches.length === committedAtOnce) await flush()
      else batches.push([])
    }
    batches.at(-1)?.push(write)
  }
  await flush()
}

const productOf = (index: number) => ({ productFamily: `Made Product ${numbered(index)}`, version: '2019' })

const licensesOf = (index: number, effectiveQuantity: number): Entitlement => ({
  ...productOf(index),
  productPool: 'Applications',
  type: 'License',
  effectiveQuantity,
  activeSoftwareAssuranceQuantity: 0,
})

const titleOf = (index: number): StoredTitle => {
  const names = { publisher: `Publisher ${index % 300}`, title: `Made title ${numbered(index)} Professional Edition` }
  const title = newTitle({ ...names, licensable: true, licensableBy: 'rule' }, at)
  return { ...title, installed: index % 97, entitled: index % 3 === 0 ? 0 : index % 89 }
}

/**
 * Fills a ledger with volume agreements of one pair and one product each, with other agreements, and with the titles that
 * they are for; a fifth as many titles as agreements.
 * @param groupIds of groups that take turns
 */
export const makeAgreements = async (
  { table, ledger }: TestLedger,
  agreements: number,
  groupIds: readonly string[],
) => {
  const titles = Array.from({ length: agreements / agreementsPerTitle }, (_, index) => titleOf(index))
  const products = Array.from(
    { length: Math.ceil(titles.length / titlesPerProduct) },
    (_, index): StoredProduct => ({
      ...newProduct(productOf(index)),
      pairs: { ...noSum, quantity: 100, rows: 10 },
      covers: [{ titleId: titles[index * titlesPerProduct]?.id ?? '', quantity: 100 }],
      by: 'rule',
    }),
  )

  const volume = (index: number, head: { id: string; name: string; groupId: string }): Write[] => {
    const pair = { agreementNumber: `V${numbered(index)}`, licenseNumber: `L${numbered(index)}` }
    return [
      ...addAgreement({ ...head, type: 'volume', version: 1, createdAt: at, createdBy: 'bench', updatedAt: at }, [
        pair,
      ]),
      put(
        {
          ...pairItemKey(pairKey(pair)),
          ...pair,
          agreementId: head.id,
          status: 'valid',
          answeredAt: at,
          endDate: '2027-12-31',
          entitlements: [licensesOf(index % products.length, 10)],
        },
        {},
        refused,
      ),
    ]
  }

  const other = (index: number, head: { id: string; name: string; groupId: string }): Write[] => {
    const title = titles[index % titles.length]
    if (!title) return []
    const { publisher, title: productTitle, id: titleId } = title
    const agreement = { ...head, type: 'other', publisher, productTitle, titleId, licenseCount: 5 } as const
    const stored = { ...agreement, version: 1, createdAt: at, createdBy: 'bench', updatedAt: at }
    return [
      put({ ...agreementKey(head.id), ...stored, ...indexKeys(agreement) }, {}, refused),
      put({ ...claimKey(titleId, head.id), agreementId: head.id, namedTitleId: titleId, licenseCount: 5 }, {}, refused),
    ]
  }

  await commitAll(table, [...titles.map(addTitle), ...products.map(putProduct)])
  const told = { isShared: false, isExpired: false, partitions: [] }
  await commitAll(
    table,
    products.flatMap(({ id: productId, covers }) =>
      covers.map(({ titleId, quantity }) => putCover(titleId, { productId, quantity, ...told })),
    ),
  )
  await commitAll(
    table,
    (function* () {
      for (let index = 0; index < agreements; index++) {
        const groupId = groupIds[index % groupIds.length] ?? ''
        const head = { id: ledger.newId(), name: `Agreement ${numbered(index)} of the benchmark`, groupId }
        yield* index % agreementsPerOther === 0 ? other(index, head) : volume(index, head)
      }
    })(),
  )
}

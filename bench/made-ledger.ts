import { addAgreement } from '../lib/agreements/records/agreement-writes.ts'
import type { Entitlement } from '../lib/agreements/records/entitlement.ts'
import { pairItem } from '../lib/agreements/records/stored-pair.ts'
import { raceLost } from '../lib/foundation/table/attempts.ts'
import { packedDeviceKey } from '../lib/foundation/table/keys.ts'
import { commit, put, type Table, transactionLimit, type Write } from '../lib/foundation/table/table.ts'
import { addDevice } from '../lib/inventory/devices/device-store.ts'
import { knowNames, knownNames } from '../lib/inventory/names/software-names.ts'
import { type DetectedSoftware, normalize } from '../lib/recognition/names/normalize.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'
import { randomFrom } from './random.ts'
import { numbered } from './users.ts'

/** How many of each a made ledger has. */
export interface LedgerSize {
  devices: number
  /** Names of software; seven titles have eight of them. */
  names: number
  volumeAgreements: number
  pairsOfEach: number
  otherAgreements: number
}

const namesPerDevice = 80
const rowsPerPair = 5
const namesPerProduct = 10
const committedAtOnce = 4

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

/** Every eighth is another name of the title before it; the first ones are of products that VLSC knows. */
const nameOf = (index: number, products: number): DetectedSoftware => {
  const title = index % 8 === 7 ? index - 1 : index
  const also = title === index ? '' : ' (x64)'
  return title < products
    ? { publisher: 'Microsoft Corporation', title: `Microsoft Made Product ${numbered(title)} 2019${also}` }
    : { publisher: `Publisher ${title % 300}`, title: `Made Title ${numbered(title)} Professional Edition${also}` }
}

const licensesOf = (product: number): Entitlement => ({
  productFamily: `Made Product ${numbered(product)}`,
  version: '2019',
  productPool: 'Applications',
  type: 'License',
  effectiveQuantity: 10,
  activeSoftwareAssuranceQuantity: 0,
})

/** Some names nearly everywhere, the others the rarer the later they come. */
function* devicesOf(devices: number, hashes: readonly string[], at: string): Generator<Write> {
  const random = randomFrom(1)
  const programs = hashes.toSorted().map((hash) => ({ hash, versions: ['1.2.3'] }))
  for (let device = 0; device < devices; device++) {
    const chosen = new Set<number>()
    while (chosen.size < Math.min(namesPerDevice, hashes.length)) chosen.add(Math.floor(random() ** 3 * hashes.length))
    const number = String(device).padStart(12, '0')
    const [seen, item] = addDevice(
      packedDeviceKey(number),
      {
        id: `4f1c2a7e-9b3d-4c60-8e25-${number}`,
        name: `DESKTOP-${number.slice(-7)}`,
        reportedAt: at,
        source: '01K9ZT5V3B8Q2M6W4N7R0XHJYD',
        softwareCount: namesPerDevice,
        digest: 'AbCdEfGhIjK',
        namesDigest: 'KjIhGfEdCbA',
        programs: [...chosen].sort((one, other) => one - other).flatMap((index) => programs[index] ?? []),
      },
      at,
    )
    // Versions are left out: no run reads them.
    if (seen && item) yield* [seen, item]
  }
}

/**
 * Fills a ledger with facts, in the form in which the ledger itself writes them.
 * @param groupIds of groups that take turns
 */
export const makeLedger = async (
  { ledger }: Pick<TestLedger, 'ledger'>,
  { devices, names, volumeAgreements, pairsOfEach, otherAgreements }: LedgerSize,
  groupIds: readonly string[] = ['unassigned'],
): Promise<void> => {
  const { table, newId } = ledger
  const at = ledger.now().toISOString()
  const products = Math.ceil(names / namesPerProduct)
  const detected = Array.from({ length: names }, (_, index) => nameOf(index, products))
  const hashOf = await knowNames(ledger, detected, knownNames())
  await commitAll(table, devicesOf(devices, detected.map(hashOf), at))

  const headOf = (index: number) => ({
    id: newId(),
    name: `Agreement ${numbered(index)} of the benchmark`,
    groupId: groupIds[index % groupIds.length] ?? '',
    version: 1,
    createdAt: at,
    createdBy: 'bench',
    updatedAt: at,
  })
  const volume = (index: number): Write[] => {
    const head = headOf(index)
    const pairs = Array.from({ length: pairsOfEach }, (_, pair) => {
      const number = numbered(index * pairsOfEach + pair)
      return { agreementNumber: `V${number}`, licenseNumber: `L${number}` }
    })
    const answers = pairs.map((pair, number) => {
      const first = (index * pairsOfEach + number) * rowsPerPair
      const entitlements = Array.from({ length: rowsPerPair }, (_, row) => licensesOf((first + row) % products))
      const answer = { status: 'valid', answeredAt: at, reportedAt: at, endDate: '2099-12-31' } as const
      return put(pairItem({ ...pair, agreementId: head.id, ...answer, entitlements, revision: 1 }), {}, raceLost)
    })
    return [...addAgreement({ ...head, type: 'volume' }, { pairs }), ...answers]
  }
  const other = (index: number): Write[] => {
    const { publisher, title: productTitle } = normalize(nameOf((index * 7) % names, products))
    const head = headOf(volumeAgreements + index)
    return addAgreement({ ...head, type: 'other', publisher, productTitle, licenseCount: 5 }, {})
  }
  await commitAll(
    table,
    (function* () {
      for (let index = 0; index < volumeAgreements; index++) yield* volume(index)
      for (let index = 0; index < otherAgreements; index++) yield* other(index)
    })(),
  )
}

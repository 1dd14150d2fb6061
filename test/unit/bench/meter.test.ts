import { ConditionalCheckFailedException, DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { sizeOfItem, unitsInTransaction, unitsToRead } from '../../../bench/meter/units.ts'
import { attachMeter } from '../../../bench/meter.ts'
import { connectTable, type Item, put } from '../../../lib/foundation/table/table.ts'

const key = { pk: 'p', sk: 's' }
const kilobytes = (count: number) => ({ a: 'x'.repeat(count * 1024 - 1) })

describe('the size of an item', () => {
  it.each([
    ['a text, in UTF-8', { a: 'é€' }, 6],
    ['a name, in UTF-8', { é: '' }, 2],
    ['a small number', { a: 7 }, 3],
    ['a negative number', { a: -7 }, 4],
    ['digits, two to a byte', { a: 12_345 }, 5],
    ['zeros around the digits', { a: 1_500_000, b: 0.0015 }, 6],
    ['zero', { a: 0 }, 2],
    ['a number with an exponent', { a: 1.5e300 }, 3],
    ['yes, no and null', { a: true, b: false, c: null }, 6],
    ['bytes', { a: new Uint8Array(5) }, 6],
    ['a set', { a: new Set(['ab', 'c']) }, 4],
    ['a list', { a: ['ab', 1] }, 1 + 3 + (1 + 2) + (1 + 2)],
    ['a map', { a: { b: 'c' } }, 1 + 3 + (1 + 1 + 1)],
    ['what is not stored', { a: undefined }, 0],
  ])('counts %s', (_, item, bytes) => {
    expect(sizeOfItem(item)).toBe(bytes)
  })
})

describe('units', () => {
  it('of reads are 4 KB, or half of one when it may be a moment old', () => {
    expect([0, 4_096, 4_097].map((bytes) => unitsToRead(bytes, true))).toEqual([1, 1, 2])
    expect([0, 4_096, 4_097].map((bytes) => unitsToRead(bytes, false))).toEqual([0.5, 0.5, 1])
  })

  it('of writes in a transaction are 1 KB twice, of the larger of what was there and what comes', () => {
    expect(unitsInTransaction({ before: undefined, after: kilobytes(1) })).toBe(2)
    expect(unitsInTransaction({ before: kilobytes(3), after: key })).toBe(6)
    expect(unitsInTransaction({ before: kilobytes(2), after: undefined })).toBe(4)
    expect(unitsInTransaction({ before: undefined, after: undefined })).toBe(2)
  })

  it('of index entries are added once: for one that comes, changes or goes, and twice for one that moves', () => {
    const listed = { ...key, gsi1pk: 'list', gsiSk: 'A', name: 'A', unseen: 1 }
    const more = (before: Item | undefined, after: Item | undefined) => unitsInTransaction({ before, after }) - 2
    const changed = (attributes: Item) => more(listed, { ...listed, ...attributes })
    expect(more(undefined, listed)).toBe(1)
    expect(more(listed, undefined)).toBe(1)
    expect(changed({ unseen: 2 })).toBe(0)
    expect(changed({ name: 'B' })).toBe(1)
    expect(changed({ gsiSk: 'B' })).toBe(2)
    expect(changed({ gsi1pk: undefined })).toBe(1)
    expect(changed({ gsi2pk: 'other list' })).toBe(1)
    expect(changed({ gsi2pk: 'other list', gsi1pk: undefined })).toBe(2)
  })
})

describe('the meter', () => {
  const refusal = new TransactionCanceledException({
    message: 'refused',
    $metadata: { attempts: 3 },
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
  })
  /** A client that answers without asking anybody. */
  const clientThat = (answer: () => { output: { $metadata: object } }) => {
    const client = new DynamoDBClient({ region: 'eu-central-1' })
    client.middlewareStack.add(() => async () => ({ response: {}, ...answer() }), {
      step: 'initialize',
      name: 'answer',
      priority: 'low',
    })
    return client
  }
  const write = put({ ...key, ...kilobytes(1) }, { exists: false }, () => new Error('taken'))
  const other = put({ ...key, sk: 'other' }, { exists: false }, () => new Error('taken'))

  it('counts every attempt, and what a refused transaction would have written over', async () => {
    const client = clientThat(() => {
      throw refusal
    })
    const { usage, detach } = attachMeter(client, async () => [{ ...key, ...kilobytes(3) }])
    await expect(connectTable('table', client).transact([write, other])).rejects.toThrow()
    expect(usage).toEqual({ requests: { TransactWriteItems: 3 }, readUnits: 0, writeUnits: 2 * 4 + 2 })
    detach()
    await expect(connectTable('table', client).transact([write, other])).rejects.toThrow()
    expect(usage.requests).toEqual({ TransactWriteItems: 3 })
  })

  it('counts a write by itself once, also when it is refused', async () => {
    let isRefused = false
    const client = clientThat(() => {
      if (isRefused) throw new ConditionalCheckFailedException({ message: 'refused', $metadata: { attempts: 1 } })
      return { output: { $metadata: {} } }
    })
    const { usage } = attachMeter(client, async () => [{ ...key, ...kilobytes(3) }])
    await connectTable('table', client).transact([write])
    expect(usage).toEqual({ requests: { PutItem: 1 }, readUnits: 0, writeUnits: 4 })
    isRefused = true
    await expect(connectTable('table', client).transact([write])).rejects.toThrow()
    expect(usage).toEqual({ requests: { PutItem: 2 }, readUnits: 0, writeUnits: 2 * 4 })
  })

  it('counts keys of a batch that are not there, and none that are left to be asked for again', async () => {
    let answers = 0
    const client = clientThat(() => {
      answers += 1
      const UnprocessedKeys = answers === 1 ? { table: { Keys: [{ pk: 'left', sk: 's' }] } } : {}
      const Responses = { table: answers === 1 ? [{ ...key, ...kilobytes(5) }] : [] }
      return { output: { $metadata: {}, Responses, UnprocessedKeys } }
    })
    const { usage } = attachMeter(client)
    await connectTable('table', client).getMany([key, { pk: 'left', sk: 's' }, { pk: 'gone', sk: 's' }])
    expect(usage).toEqual({ requests: { BatchGetItem: 2 }, readUnits: 2 + 1 + 1, writeUnits: 0 })
  })

  it('refuses what it has no price for', async () => {
    const client = clientThat(() => ({ output: { $metadata: {} } }))
    attachMeter(client)
    await expect(connectTable('table', client).transact([write, other])).rejects.toThrow(
      'no price for TransactWriteItems',
    )
  })
})

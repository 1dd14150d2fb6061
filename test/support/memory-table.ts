import {
  type Item,
  type Page,
  type Query,
  type Table,
  TransactionRefused,
  type Write,
} from '../../lib/foundation/table/table.ts'

/** What one operation of a transaction says, as it is sent to DynamoDB. */
interface Said {
  Item?: Item
  Key?: Item
  UpdateExpression?: string
  ConditionExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Record<string, unknown>
}

const idOf = ({ pk, sk }: Item): string => `${String(pk)}\n${String(sk)}`
const equal = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value)
        .filter(([, own]) => own !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, own]) => [name, sorted(own)])
    : value

/** Whether the conditions that lib/foundation/table/expression.ts writes hold of an item. */
const holds = ({ ConditionExpression: text, ...said }: Said, item: Item | undefined): boolean => {
  if (text === undefined) return true
  const nameOf = (placeholder: string) => said.ExpressionAttributeNames?.[placeholder] ?? ''
  const attribute = (placeholder: string) => item?.[nameOf(placeholder)]
  const value = (placeholder: string) => said.ExpressionAttributeValues?.[placeholder]
  const compare: Record<string, (one: unknown, other: unknown) => boolean> = {
    '=': equal,
    '<': (one, other) => one !== undefined && (one as number) < (other as number),
    '>': (one, other) => one !== undefined && (one as number) > (other as number),
    '<=': (one, other) => one !== undefined && (one as number) <= (other as number),
  }
  const code = text
    .replaceAll(/attribute_not_exists\((#\w+)\)/g, (_, name) => String(attribute(name) === undefined))
    .replaceAll(/attribute_exists\((#\w+)\)/g, (_, name) => String(attribute(name) !== undefined))
    .replaceAll(/(#\w+) (<=|=|<|>) (:\d+)/g, (_, name, by, to) =>
      String(compare[by]?.(attribute(name), value(to)) ?? false),
    )
  const plain = /^(true|false|AND|OR|[ ()])*$/
  if (!plain.test(code)) throw new Error(`The memory table does not know: ${text}`)
  return new Function(`return ${code.replaceAll('AND', '&&').replaceAll('OR', '||')}`)() as boolean
}

const updated = (said: Said, item: Item | undefined): Item => {
  const next: Item = { ...said.Key, ...item }
  const nameOf = (placeholder: string) => said.ExpressionAttributeNames?.[placeholder] ?? ''
  const value = (placeholder: string) => structuredClone(said.ExpressionAttributeValues?.[placeholder])
  for (const [, keyword, body = ''] of (said.UpdateExpression ?? '').matchAll(
    /(SET|REMOVE|ADD|DELETE) (.*?)(?= (?:SET|REMOVE|ADD|DELETE) |$)/g,
  ))
    for (const part of body.split(', ')) {
      const [name = '', to = ''] = part.split(keyword === 'SET' ? ' = ' : ' ')
      if (keyword === 'SET') next[nameOf(name)] = value(to)
      else if (keyword === 'REMOVE') delete next[nameOf(name)]
      else if (keyword === 'ADD') next[nameOf(name)] = Number(next[nameOf(name)] ?? 0) + Number(value(to))
      else throw new Error('The memory table has no sets.')
    }
  return next
}

/** As it comes back: without what is undefined. */
const stored = (item: Item): Item =>
  Object.fromEntries(Object.entries(structuredClone(item)).filter(([, value]) => value !== undefined))

const compareText = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

/**
 * A table in memory, as far as reconciliations use one: conditions, transactions and queries. For tests that try thousands of schedules or crashes; what the engines do is tested on the engines.
 */
export const memoryTable = () => {
  const items = new Map<string, Item>()

  const apply = (writes: readonly Write[]): (Item | undefined)[] => {
    const saids = writes.map((write) => {
      const { Put, Update, Delete, ConditionCheck } = write.operation('memory')
      const said = (Put ?? Update ?? Delete ?? ConditionCheck) as unknown as Said
      const key = idOf(said.Item ?? said.Key ?? {})
      return { write, said, key, Put, Update, Delete }
    })
    if (new Set(saids.map(({ key }) => key)).size < saids.length) throw new Error('Two writes of one item.')
    const failures = saids.flatMap(({ write, said, key }) =>
      holds(said, items.get(key)) ? [] : [{ write, existing: items.get(key) }],
    )
    if (failures.length > 0) throw new TransactionRefused(failures)
    return saids.map(({ said, key, Put, Update, Delete }) => {
      if (Put) items.set(key, stored(said.Item ?? {}))
      else if (Update) items.set(key, updated(said, items.get(key)))
      else if (Delete) items.delete(key)
      return items.get(key)
    })
  }

  const query = async ({
    index,
    partition,
    prefix = '',
    before,
    between,
    newestFirst,
    limit,
  }: Query): Promise<Page> => {
    const [partitionKey, sortKey] = index ? [`${index}pk`, index === 'gsi3' ? 'gsi3Sk' : 'gsiSk'] : ['pk', 'sk']
    const orderOf = (item: Item) => String(item[sortKey])
    const found = [...items.values()]
      .filter((item) => item[partitionKey] === partition)
      .filter((item) => orderOf(item).startsWith(prefix))
      .filter((item) => before === undefined || orderOf(item) < before)
      .filter((item) => !between || (between[0] <= orderOf(item) && orderOf(item) <= between[1]))
      .sort((one, other) => compareText(orderOf(one), orderOf(other)))
    if (newestFirst) found.reverse()
    return { items: structuredClone(found.slice(0, limit)) }
  }

  const table: Table = {
    get: async (key) => structuredClone(items.get(idOf({ ...key }))),
    getMany: async (keys) => structuredClone(keys.map((key) => items.get(idOf({ ...key }))).filter((item) => !!item)),
    query,
    transact: async (writes) => void apply(writes),
    change: async (write) => structuredClone(apply([write])[0] ?? {}),
  }
  return { table, items }
}

import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb'

type Values = Record<string, NativeAttributeValue>

/** What must hold of the stored item for a write to happen. All parts must hold. */
export interface Condition {
  /** The item is there, or is not. */
  exists?: boolean
  /** These attributes have these values. */
  equals?: Values
  /** These attributes are not there. */
  lacks?: string[]
  /** These attributes are not there or are lower. */
  below?: Values
  /** These attributes are there and are higher. */
  above?: Values
  /** These attributes are there and are not higher. */
  atMost?: Values
  /** At least one of these holds. */
  any?: Condition[]
}

/** The parts of an update expression. An undefined value in `set` removes the attribute. */
export interface Changes {
  set?: Values
  add?: Values
  /** Members to take out of sets. */
  delete?: Values
}

/** Replaces names and values by placeholders, so that no attribute name can be a reserved word. */
const placeholders = () => {
  const names: Record<string, string> = {}
  const values: Values = {}
  return {
    name: (attribute: string): string => {
      names[`#${attribute}`] = attribute
      return `#${attribute}`
    },
    value: (value: NativeAttributeValue): string => {
      const placeholder = `:${Object.keys(values).length}`
      values[placeholder] = value
      return placeholder
    },
    collected: () => ({
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  }
}

type Placeholders = ReturnType<typeof placeholders>

const conditionText = (condition: Condition, { name, value }: Pick<Placeholders, 'name' | 'value'>): string => {
  const parts: string[] = []
  if (condition.exists !== undefined) parts.push(`attribute_${condition.exists ? '' : 'not_'}exists(${name('pk')})`)
  for (const [attribute, expected] of Object.entries(condition.equals ?? {}))
    parts.push(`${name(attribute)} = ${value(expected)}`)
  for (const attribute of condition.lacks ?? []) parts.push(`attribute_not_exists(${name(attribute)})`)
  for (const [attribute, limit] of Object.entries(condition.below ?? {}))
    parts.push(`(attribute_not_exists(${name(attribute)}) OR ${name(attribute)} < ${value(limit)})`)
  for (const [attribute, limit] of Object.entries(condition.above ?? {}))
    parts.push(`${name(attribute)} > ${value(limit)}`)
  for (const [attribute, limit] of Object.entries(condition.atMost ?? {}))
    parts.push(`${name(attribute)} <= ${value(limit)}`)
  // DynamoDB refuses redundant parentheses; AND binds tighter than OR.
  if (condition.any) parts.push(`(${condition.any.map((one) => conditionText(one, { name, value })).join(' OR ')})`)
  return parts.join(' AND ')
}

const updateText = (changes: Changes, { name, value }: Placeholders): string => {
  const set = Object.entries(changes.set ?? {}).filter(([, next]) => next !== undefined)
  const removed = Object.entries(changes.set ?? {}).filter(([, next]) => next === undefined)
  const clauses = [
    ['SET', set.map(([attribute, next]) => `${name(attribute)} = ${value(next)}`)],
    ['REMOVE', removed.map(([attribute]) => name(attribute))],
    ['ADD', Object.entries(changes.add ?? {}).map(([attribute, amount]) => `${name(attribute)} ${value(amount)}`)],
    [
      'DELETE',
      Object.entries(changes.delete ?? {}).map(([attribute, members]) => `${name(attribute)} ${value(members)}`),
    ],
  ] as const
  return clauses
    .filter(([, parts]) => parts.length > 0)
    .map(([keyword, parts]) => `${keyword} ${parts.join(', ')}`)
    .join(' ')
}

/** The condition as parameters of a DynamoDB request. */
export const conditionParameters = (condition: Condition) => {
  const collector = placeholders()
  return { ConditionExpression: conditionText(condition, collector), ...collector.collected() }
}

/** The changes and their condition as parameters of a DynamoDB request. */
export const updateParameters = (changes: Changes, condition: Condition) => {
  const collector = placeholders()
  const text = conditionText(condition, collector)
  return {
    UpdateExpression: updateText(changes, collector),
    ...(text !== '' && { ConditionExpression: text }),
    ...collector.collected(),
  }
}

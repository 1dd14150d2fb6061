import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb'

type Values = Record<string, NativeAttributeValue>

/** What must hold of the stored item for a write to happen. All parts must hold. */
export interface Condition {
  exists?: boolean
  equals?: Values
  lacks?: string[]
  /** These attributes are not there or are lower. */
  below?: Values
  /** These attributes are there and are higher. */
  above?: Values
  /** These attributes are there and are not higher. */
  atMost?: Values
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

const comparisons = { equals: '=', above: '>', atMost: '<=' } as const

const conditionText = (condition: Condition, { name, value }: Pick<Placeholders, 'name' | 'value'>): string => {
  const parts: string[] = []
  if (condition.exists !== undefined) parts.push(`attribute_${condition.exists ? '' : 'not_'}exists(${name('pk')})`)
  for (const kind of ['equals', 'above', 'atMost'] as const)
    for (const [attribute, limit] of Object.entries(condition[kind] ?? {}))
      parts.push(`${name(attribute)} ${comparisons[kind]} ${value(limit)}`)
  for (const attribute of condition.lacks ?? []) parts.push(`attribute_not_exists(${name(attribute)})`)
  for (const [attribute, limit] of Object.entries(condition.below ?? {}))
    parts.push(`(attribute_not_exists(${name(attribute)}) OR ${name(attribute)} < ${value(limit)})`)
  // DynamoDB refuses redundant parentheses; AND binds tighter than OR.
  if (condition.any) parts.push(`(${condition.any.map((one) => conditionText(one, { name, value })).join(' OR ')})`)
  return parts.join(' AND ')
}

const updateText = ({ set = {}, add = {}, delete: members = {} }: Changes, { name, value }: Placeholders): string => {
  const pairs = (values: Values, sign = ' ') =>
    Object.entries(values).map(([attribute, each]) => `${name(attribute)}${sign}${value(each)}`)
  const isRemoved = ([, next]: [string, NativeAttributeValue]): boolean => next === undefined
  const [removed, kept] = [Object.entries(set).filter(isRemoved), Object.entries(set).filter((one) => !isRemoved(one))]
  const clauses: [string, string[]][] = [
    ['SET', pairs(Object.fromEntries(kept), ' = ')],
    ['REMOVE', removed.map(([attribute]) => name(attribute))],
    ['ADD', pairs(add)],
    ['DELETE', pairs(members)],
  ]
  return clauses.flatMap(([keyword, parts]) => (parts.length > 0 ? `${keyword} ${parts.join(', ')}` : [])).join(' ')
}

const collect = (condition: Condition, collector: Placeholders) => {
  const text = conditionText(condition, collector)
  return {
    ...(text !== '' && { ConditionExpression: text, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
    ...collector.collected(),
  }
}

export const conditionParameters = (condition: Condition) => collect(condition, placeholders())

export const updateParameters = (changes: Changes, condition: Condition) => {
  const collector = placeholders()
  return { UpdateExpression: updateText(changes, collector), ...collect(condition, collector) }
}

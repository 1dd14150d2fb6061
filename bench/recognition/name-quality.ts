/** How well names of software meet, and their publishers and kinds. */
import { figure, type Row } from '../report.ts'
import { isOneProduct, type LabelledName } from './labels.ts'
import { recognizedAs } from './recognized.ts'

type Recognized = LabelledName & { found: ReturnType<typeof recognizedAs> }

export const recognized = (names: readonly LabelledName[]): Recognized[] =>
  names.map((name) => ({ ...name, found: recognizedAs(name.publisher, name.name) }))

interface Pair {
  one: Recognized
  other: Recognized
  isOne: boolean
  meets: boolean
}

export const pairsOf = (names: readonly Recognized[]): Pair[] =>
  names.flatMap((one, index) =>
    names.slice(index + 1).flatMap((other) => {
      const isOne = isOneProduct(one, other)
      const meets = one.found.key === other.found.key
      return isOne === undefined || !(isOne || meets) ? [] : [{ one, other, isOne, meets }]
    }),
  )

export const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

/** A pair belongs to a part when one of both rows does. */
const quality = (names: readonly Recognized[], pairs: readonly Pair[], isOf: (name: Recognized) => boolean): Row => {
  const own = pairs.filter(({ one, other }) => isOf(one) || isOf(other))
  const pairsOfOne = own.filter(({ isOne }) => isOne).length
  const meetings = own.filter(({ meets }) => meets).length
  const right = own.filter(({ isOne, meets }) => isOne && meets).length
  const products = [...Map.groupBy(names, ({ productLabel }) => productLabel).values()].filter(
    (rows) => rows.length > 1 && rows.some(isOf),
  )
  const whole = products.filter((rows) => new Set(rows.map(({ found }) => found.key)).size === 1).length
  return {
    rows: names.filter(isOf).length,
    'products of several rows': products.length,
    whole: share(whole, products.length),
    'pairs of one product': pairsOfOne,
    meetings,
    right,
    recall: share(right, pairsOfOne),
    precision: share(right, meetings),
  }
}

const valuesOf = (names: readonly Recognized[], of: (name: Recognized) => string): string[] =>
  [...Map.groupBy(names, of)].sort(([, one], [, other]) => other.length - one.length).map(([value]) => value)

export const kindOf = ({ kind }: LabelledName): string => kind.replace('?', '')

export const qualityBy = (
  what: string,
  names: readonly Recognized[],
  pairs: readonly Pair[],
  of: (name: Recognized) => string,
): Row[] => [
  { [what]: 'all', ...quality(names, pairs, () => true) },
  ...valuesOf(names, of).map((value) => ({ [what]: value, ...quality(names, pairs, (name) => of(name) === value) })),
]

const letters = (text: string): string => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')

/** Publishers in different letters. Those of several labels are left out, as their titles decide: what Dell sold went to three. */
export const publisherRows = (names: readonly Recognized[]): Row[] => {
  const spelled = [...Map.groupBy(names, ({ publisher }) => letters(publisher))]
    .filter(([text, rows]) => text !== '' && new Set(rows.map(({ publisherLabel }) => publisherLabel)).size === 1)
    .flatMap(([, rows]) => [...new Map(rows.map((row) => [row.publisher, row])).values()])
  const count = { one: 0, meetings: 0, right: 0 }
  for (const [index, one] of spelled.entries())
    for (const other of spelled.slice(index + 1)) {
      const isOne = one.publisherLabel === other.publisherLabel
      const meets = one.found.publisher === other.found.publisher
      if (isOne) count.one++
      if (meets) count.meetings++
      if (isOne && meets) count.right++
    }
  return [
    figure('spelled publishers', spelled.length, 'publishers'),
    figure('pairs of one publisher', count.one, 'pairs'),
    figure('recall', share(count.right, count.one), ''),
    figure('precision', share(count.right, count.meetings), ''),
  ]
}

const isCounted = ({ kind }: LabelledName): boolean => !kind.endsWith('?')
const needsNothing = ['free', 'component']
const needsLicense = ['licensed', 'subscription']

export const kindRows = (names: readonly Recognized[]): Row[] =>
  [...needsLicense, ...needsNothing].map((kind) => {
    const own = names.filter((name) => name.kind === kind)
    const said = (kinds: readonly string[]) => own.filter(({ found }) => kinds.includes(found.kind)).length
    return {
      kind,
      rows: own.length,
      right: said([kind]),
      unknown: said(['unknown']),
      'said to need a license': said(needsLicense),
      'said to need none': said(needsNothing),
    }
  })

export const calledFree = (names: readonly Recognized[]): Row[] =>
  names
    .filter((name) => isCounted(name) && needsLicense.includes(name.kind) && needsNothing.includes(name.found.kind))
    .map(({ publisher, name, productLabel, found }) => ({ publisher, name, label: productLabel, said: found.kind }))

/** One example of each two products that are made one, at least one of which needs a license. */
export const mergedRows = (pairs: readonly Pair[]): Row[] => {
  const merged = pairs.filter(
    ({ one, other, isOne }) => !isOne && [one, other].some((name) => needsLicense.includes(kindOf(name))),
  )
  return [
    ...new Map(merged.map((pair) => [`${pair.one.productLabel}\t${pair.other.productLabel}`, pair])).values(),
  ].map(({ one, other }) => ({
    label: one.productLabel,
    name: one.name,
    'and label': other.productLabel,
    'and name': other.name,
  }))
}

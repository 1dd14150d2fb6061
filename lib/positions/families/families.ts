import { remembered } from '../../foundation/collections.ts'
import {
  familyIdOf,
  type RecognizedProduct,
  type TitleKind,
  unknownEdition,
} from '../../recognition/data/recognition.ts'
import { publisherKey, softwareKey } from '../../recognition/names/software-key.ts'
import { familiesOf } from '../../recognition/rights/rights.ts'
import type { License } from './read-licenses.ts'

/** What the steps of this folder know of a title. */
export interface FamilyTitle {
  id: string
  publisher: string
  title: string
  kind: TitleKind
  product?: RecognizedProduct | undefined
}

/** Products between which rights exist: docs/positions.md. */
export interface Family {
  id: string
  publisher: string
  name: string
  /** Numbers of its titles, of every kind, ascending. */
  titles: number[]
}

export const lacksEdition = ({ product }: Pick<FamilyTitle, 'product'>): boolean =>
  product?.edition?.startsWith(unknownEdition) === true

/** The family of a product or title. */
export interface FamilyName {
  publisher: string
  family: string
}

const keyOf = remembered(
  ({ publisher, family }: FamilyName) => `${publisherKey(publisher)}|${softwareKey('', family)}`,
  ({ publisher, family }) => `${publisher}\n${family}`,
)

/** A title that the data does not know is a family of its own. */
const nameOf = ({ publisher, title, product }: FamilyTitle): FamilyName => ({
  publisher,
  family: product?.family ?? title,
})

type Licensed = Pick<License, 'family' | 'publisher' | 'product'>

/** Who has licenses of a suite that runs products of several families has one family of them: that of its first part. */
const joinFamilies = (licenses: readonly Licensed[]): ((name: FamilyName) => FamilyName) => {
  const joined = new Map<string, FamilyName>()
  for (const { publisher, product } of licenses) {
    const [own, first, ...others] = product ? familiesOf(publisher, product) : []
    if (own === undefined || first === undefined) continue
    for (const family of [own, ...others]) joined.set(keyOf({ publisher, family }), { publisher, family: first })
  }
  return (name) => (joined.size > 0 ? joined.get(keyOf(name)) : undefined) ?? name
}

/**
 * The families of titles and licenses, in the order of their ids. Titles that need no license are a part of families that
 * others have.
 * @param moved by the number of a title, the family into which a manager's mapping moves it
 */
export const findFamilies = (
  titles: readonly FamilyTitle[],
  moved: ReadonlyMap<number, FamilyName>,
  licenses: readonly Licensed[],
): { families: Family[]; familyOfTitle: Int32Array; numberOf: (name: FamilyName) => number | undefined } => {
  const joined = joinFamilies(licenses)
  const byKey = new Map<string, Family>()
  const add = ({ publisher, family }: FamilyName): void => {
    const key = keyOf({ publisher, family })
    if (!byKey.has(key)) byKey.set(key, { id: familyIdOf(publisher, family), publisher, name: family, titles: [] })
  }
  const named = titles.map((title, number) => joined(moved.get(number) ?? nameOf(title)))
  for (const [number, name] of named.entries()) {
    const kind = titles[number]?.kind
    if (kind === 'licensed' || kind === 'subscription') add(name)
  }
  for (const { family } of licenses) add(joined(family))
  const families = [...byKey.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
  const numbers = new Map(families.map((family, number) => [family, number]))
  const familyOfTitle = new Int32Array(titles.length).fill(-1)
  for (const [number, name] of named.entries()) {
    const family = byKey.get(keyOf(name))
    if (!family) continue
    family.titles.push(number)
    familyOfTitle[number] = numbers.get(family) ?? -1
  }
  const numberOf = (name: FamilyName): number | undefined => {
    const family = byKey.get(keyOf(joined(name)))
    return family && numbers.get(family)
  }
  return { families, familyOfTitle, numberOf }
}

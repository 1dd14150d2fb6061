import { groupsOf, type Right, sum } from './family-data.ts'
import type { LicenseGroup } from './licenses.ts'
import type { Requirement } from './requirements.ts'

/** One side of the picture of coverage: a license, a title, what is missing or spare, or all that is too small to show. */
export type End =
  | { id: string; side: 'left'; is: 'license'; license: LicenseGroup; value: number }
  | { id: string; side: 'right'; is: 'title'; requirement: Requirement; value: number }
  | { id: string; side: 'left'; is: 'missing'; value: number }
  | { id: string; side: 'right'; is: 'spare'; value: number }
  | { id: string; side: 'left' | 'right'; is: 'others'; count: number; value: number }

export interface Band {
  id: string
  from: string
  to: string
  value: number
  /** Empty for what is missing or spare, and for several rights that are one band in "others". */
  rights: readonly Right[]
  is: 'covered' | 'missing' | 'spare'
}

export interface Picture {
  ends: End[]
  bands: Band[]
}

const missing = 'missing'
const spare = 'spare'
const othersLeft = 'others-left'
const othersRight = 'others-right'

interface Piece {
  from: string
  to: string
  value: number
  rights: readonly Right[]
  is: Band['is']
}

const rightsKey = ({ rights }: Piece): string => [...rights].sort().join()

const piecesOf = (licenses: readonly LicenseGroup[], requirements: readonly Requirement[]): Piece[] => [
  ...licenses.flatMap(({ id, coverage }) =>
    coverage.map(
      ({ titleId, quantity, rights }): Piece => ({ from: id, to: titleId, value: quantity, rights, is: 'covered' }),
    ),
  ),
  ...requirements.map(
    ({ titleId, open }): Piece => ({ from: missing, to: titleId, value: open, rights: [], is: 'missing' }),
  ),
  ...licenses
    .filter(({ isOfFamily }) => isOfFamily)
    .map(({ id, spare: value }): Piece => ({ from: id, to: spare, value, rights: [], is: 'spare' })),
]

const shownSize = ({ meets, spare, isOfFamily }: LicenseGroup): number => meets + (isOfFamily ? spare : 0)

/** Those that stay by themselves: the largest; one more is no fold. */
const shownOf = <Item>(items: readonly Item[], most: number, sizeOf: (item: Item) => number): Item[] => {
  const filled = items.filter((item) => sizeOf(item) > 0)
  if (filled.length <= most) return filled
  return [...filled].sort((one, other) => sizeOf(other) - sizeOf(one)).slice(0, most - 1)
}

/** Ends of the left in the order in which their bands arrive at the right, so that few bands cross. */
const untangled = (ends: readonly End[], bands: readonly Band[]): End[] => {
  const right = ends.filter(({ side }) => side === 'right')
  const places = new Map(right.map(({ id }, place) => [id, place]))
  const placeOf = ({ id, value }: End): number =>
    sum(bands.filter(({ from }) => from === id).map((band) => (places.get(band.to) ?? 0) * band.value)) / value
  const left = ends.filter(({ side }) => side === 'left')
  return [...left.sort((one, other) => placeOf(one) - placeOf(other)), ...right]
}

/**
 * Licenses at the left, requirements at the right, and between them a band for each right. Both sides have the same sum:
 * what licenses meet with what is missing at the left and what is spare at the right. What is too small for a place of its
 * own is in "others", with its sum.
 * @param most ends of each side, without what is missing or spare
 */
export const pictureOf = (
  licenses: readonly LicenseGroup[],
  requirements: readonly Requirement[],
  most: number,
): Picture => {
  const shownLicenses = shownOf(licenses, most, shownSize)
  const shownRequirements = shownOf(requirements, most, ({ required }) => required)
  const left = new Set([missing, ...shownLicenses.map(({ id }) => id)])
  const right = new Set([spare, ...shownRequirements.map(({ titleId }) => titleId)])
  const pieces = piecesOf(licenses, requirements)
    .filter(({ value }) => value > 0)
    .map((piece) => ({
      ...piece,
      from: left.has(piece.from) ? piece.from : othersLeft,
      to: right.has(piece.to) ? piece.to : othersRight,
    }))
  const isFolded = ({ from, to }: Piece): boolean => from === othersLeft || to === othersRight
  const bands = [
    ...groupsOf(pieces, (piece) =>
      JSON.stringify([piece.from, piece.to, piece.is, isFolded(piece) ? [] : rightsKey(piece)]),
    ),
  ].flatMap(([id, all]): Band[] => {
    const [first] = all
    if (!first) return []
    const isOneRight = all.every((piece) => rightsKey(piece) === rightsKey(first))
    return [{ ...first, id, rights: isOneRight ? first.rights : [], value: sum(all.map(({ value }) => value)) }]
  })
  const valueAt = (id: string, end: 'from' | 'to'): number =>
    sum(bands.filter((band) => band[end] === id).map(({ value }) => value))
  const ends: End[] = [
    ...shownLicenses.map(
      (license): End => ({ id: license.id, side: 'left', is: 'license', license, value: valueAt(license.id, 'from') }),
    ),
    {
      id: othersLeft,
      side: 'left',
      is: 'others',
      count: licenses.filter((license) => !left.has(license.id) && shownSize(license) > 0).length,
      value: valueAt(othersLeft, 'from'),
    },
    { id: missing, side: 'left', is: 'missing', value: valueAt(missing, 'from') },
    ...shownRequirements.map(
      (requirement): End => ({
        id: requirement.titleId,
        side: 'right',
        is: 'title',
        requirement,
        value: valueAt(requirement.titleId, 'to'),
      }),
    ),
    {
      id: othersRight,
      side: 'right',
      is: 'others',
      count: requirements.filter(({ titleId, required }) => !right.has(titleId) && required > 0).length,
      value: valueAt(othersRight, 'to'),
    },
    { id: spare, side: 'right', is: 'spare', value: valueAt(spare, 'to') },
  ]
  return {
    ends: untangled(
      ends.filter(({ value }) => value > 0),
      bands,
    ),
    bands,
  }
}

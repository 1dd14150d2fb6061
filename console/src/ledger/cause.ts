import type { components } from '../api/schema.d.ts'
import { words } from '../texts/en/words.ts'
import { difference } from '../texts/format.ts'

type Change = components['schemas']['FamilyChange']

/** Which kinds of facts made a family change, and by how much, in one line. */
export const causesOf = ({ causes }: Pick<Change, 'causes'>): string[] =>
  causes.map(({ kind, delta }) => (delta === 0 ? words.cause[kind] : `${words.cause[kind]} ${difference(delta)}`))

import type { UserParts } from './parts-of-users.ts'

const guid = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i
const noUser = /^[0-]*$/

/** The id of a user as four words of 32 bits. @returns undefined for what names nobody */
const wordsOf = (id: string): readonly number[] | undefined => {
  if (noUser.test(id) || !guid.test(id)) return undefined
  const digits = id.replaceAll('-', '')
  return [0, 8, 16, 24].map((from) => Number.parseInt(digits.slice(from, from + 8), 16))
}

export const isUserId = (id: string): boolean => wordsOf(id) !== undefined

const firstSlots = 1 << 10
const free = -1

/**
 * What is known of users by their ids, in some 40 bytes each. It is in memory alone, and is never written anywhere.
 * @param most users; when there are more, all are forgotten
 */
export const userTable = (most: number) => {
  let ids = new Uint32Array(4 * firstSlots)
  let parts = new Int16Array(firstSlots).fill(free)
  let size = 0
  let isFull = false

  const slotOf = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number => {
    const slots = parts.length
    // Ids are random.
    for (let slot = d & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const at = 4 * slot
      if (parts[slot] === free) return slot
      if (ids[at] === a && ids[at + 1] === b && ids[at + 2] === c && ids[at + 3] === d) return slot
    }
  }

  const grow = (): void => {
    const before = { ids, parts }
    ids = new Uint32Array(2 * before.ids.length)
    parts = new Int16Array(2 * before.parts.length).fill(free)
    for (const [slot, known] of before.parts.entries()) {
      if (known === free) continue
      const words = before.ids.subarray(4 * slot, 4 * slot + 4)
      const to = slotOf([...words])
      ids.set(words, 4 * to)
      parts[to] = known
    }
  }

  return {
    /** Notes a user, whatever was known of it. */
    note: (id: string, held: UserParts): void => {
      const words = wordsOf(id)
      if (isFull || !words) return
      let slot = slotOf(words)
      if (parts[slot] === free) {
        size += 1
        isFull = size > most
        if (isFull) {
          ids = new Uint32Array()
          parts = new Int16Array()
          return
        }
        if (2 * size > parts.length) {
          grow()
          slot = slotOf(words)
        }
        ids.set(words, 4 * slot)
      }
      parts[slot] = held
    },

    find: (id: string): UserParts | undefined => {
      const words = isFull ? undefined : wordsOf(id)
      const known = words ? parts[slotOf(words)] : undefined
      return known === free ? undefined : known
    },

    /** Whether there were more than it may hold, so that it holds none. */
    isFull: (): boolean => isFull,
  }
}
export type UserTable = ReturnType<typeof userTable>

import type { Leaf } from './leaf.ts'

const maximumWeight = 32 * 1024 * 1024

/** Leaves as they were read, at most 32 MB of the heap of them; those that were not asked for the longest go first. */
export interface LeafCache {
  /** @returns undefined when it is not there, or was read at another revision */
  get: (name: string, revision: number) => Leaf | undefined
  put: (name: string, revision: number, leaf: Leaf) => void
}

export const leafCache = (): LeafCache => {
  const held = new Map<string, { revision: number; leaf: Leaf }>()
  let weight = 0
  const drop = (name: string): void => {
    weight -= held.get(name)?.leaf.weight ?? 0
    held.delete(name)
  }
  return {
    get: (name, revision) => {
      const found = held.get(name)
      if (found?.revision !== revision) return undefined
      held.delete(name)
      held.set(name, found)
      return found.leaf
    },
    put: (name, revision, leaf) => {
      drop(name)
      held.set(name, { revision, leaf })
      weight += leaf.weight
      for (const oldest of held.keys()) {
        if (weight <= maximumWeight) return
        drop(oldest)
      }
    },
  }
}

/** Remembers nothing: for those who read each leaf once. */
export const noCache: LeafCache = { get: () => undefined, put: () => {} }

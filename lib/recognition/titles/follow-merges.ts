import type { TitleName } from './decision.ts'
import { titleKey } from './title-id.ts'

/** That a title is another one, since when. */
export interface Merge {
  into: TitleName
  /** ISO 8601 UTC. */
  at: string
}

/**
 * The title that stands for a title, after merges. In a circle, which two managers can make at once, the newest decision
 * names the title that stays.
 * @param mergeOf what is decided of the title with a key
 */
export const followMerges = (name: TitleName, mergeOf: (key: string) => Merge | undefined): TitleName => {
  const path: (Merge & { key: string })[] = []
  let current = name
  while (true) {
    const key = titleKey(current)
    const merge = mergeOf(key)
    if (!merge) return current
    const circle = path.slice(path.findIndex((step) => step.key === key))
    if (path.some((step) => step.key === key))
      return circle.reduce((newest, step) => (step.at >= newest.at ? step : newest)).into
    path.push({ ...merge, key })
    current = merge.into
  }
}

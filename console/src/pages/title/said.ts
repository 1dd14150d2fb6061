import { text } from '../../texts/en/title.ts'
import type { Title } from './title-data.ts'

const words = text.answer

type Numbers = Pick<
  Title,
  | 'status'
  | 'installedCount'
  | 'entitledCount'
  | 'unlimited'
  | 'difference'
  | 'requiredCount'
  | 'openCount'
  | 'needsDataCount'
  | 'flags'
  | 'licensableBy'
>

const headlineOf = (title: Numbers): string => {
  const { status, requiredCount, openCount, needsDataCount, entitledCount, unlimited } = title
  switch (status) {
    case 'short':
    case 'no-entitlement':
      return words[status](openCount, requiredCount)
    case 'covered':
      return words.covered(requiredCount)
    case 'unused':
      return words.unused(entitledCount, unlimited)
    case 'needs-data':
      return words['needs-data'](needsDataCount)
    default:
      return words[status]
  }
}

/** Why the position of a title is what it is: one sentence that says it, and those that explain it. */
export const saidOf = (title: Numbers): { headline: string; more: string[] } => {
  const { status, installedCount, entitledCount, requiredCount, difference, flags, licensableBy } = title
  const isCovered = status === 'covered' && requiredCount > 0
  return {
    headline: headlineOf(title),
    more: [
      ...(installedCount > 0 ? [words.installedOn(installedCount)] : []),
      ...(isCovered && difference !== null && difference < 0 ? [words.byOthers(entitledCount)] : []),
      ...(licensableBy === 'manager' ? [words.byManager] : []),
      ...flags.map((flag) => text.flags[flag]),
    ],
  }
}

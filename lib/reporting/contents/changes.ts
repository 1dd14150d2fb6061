import { type Cause, FamilyChange } from '../../positions/changes/change.ts'
import { difference, number, type Stack, text, words } from './columns.ts'

const signed = (number: number): string => (number > 0 ? `+${number}` : String(number))

const showCause = ({ kind, delta, subjects, subjectCount }: Cause): string => {
  const named = subjects.map(({ name }) => name)
  const others = subjectCount - named.length
  const about = [...named, ...(others > 0 ? [`${others} more`] : [])].join(', ')
  return `${kind} ${signed(delta)}${about === '' ? '' : `: ${about}`}`
}

const statusOf = (figures: FamilyChange['after']): string => (figures ? words(figures.status) : '')

const columns: readonly Stack<FamilyChange>[] = [
  [text('Family', 40, ({ name }) => name), text('Publisher', 28, ({ publisher }) => publisher)],
  [number('Shortfall before', 12, ({ before }) => before?.shortfall)],
  [number('Shortfall', 12, ({ after }) => after?.shortfall)],
  [difference(({ before, after }) => (before?.shortfall ?? 0) - (after?.shortfall ?? 0))],
  [text('Status', 18, ({ after }) => statusOf(after)), text('Status before', 18, ({ before }) => statusOf(before))],
  [
    text('Causes', 70, ({ causes }) => causes.map(showCause).join('; ')),
    text('New titles', 40, ({ newTitles = [] }) =>
      newTitles.map(({ title, installedCount }) => `${title} (${installedCount})`).join(', '),
    ),
  ],
]

export const changesLayout = { schema: FamilyChange, rowsAre: 'Changes', columns }

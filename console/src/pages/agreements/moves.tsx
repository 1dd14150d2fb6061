import { useQuery } from '@tanstack/react-query'
import { useGroupName } from '../../ledger/groups.ts'
import { text as page } from '../../texts/en/agreements.ts'
import { Notice } from '../../ui/notice.tsx'
import { movesQuery } from './queries.ts'

const text = page.move

/** Moves of many agreements that work, also those that were begun before a reload; and the last one if it failed. */
export const Moves = () => {
  const { data = [] } = useQuery(movesQuery)
  const groupName = useGroupName()
  return data
    .filter(({ status }, index) => status === 'running' || (status === 'failed' && index === 0))
    .map(({ id, status, groupId, counts, error }) => (
      <Notice
        key={id}
        means={status === 'failed' ? 'short' : 'plain'}
        title={status === 'failed' ? text.failed(groupName(groupId)) : text.working(groupName(groupId))}
      >
        <p>
          {text.movedSoFar(counts.moved)} {error?.message}
        </p>
      </Notice>
    ))
}

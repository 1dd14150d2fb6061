import { useQuery } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { useGroupName } from '../../ledger/groups.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { type Move, movesQuery } from './queries.ts'

const text = page.move

const Working = ({ move: { id, total, counts }, group }: { move: Move; group: string }) => {
  const isManager = useIsManager()
  const stop = useAct({
    act: () => read(api.POST('/moves/{moveId}/cancel', { params: { path: { moveId: id } } })),
    say: (stopped) => ({ title: text.stopped(stopped.counts.moved, group) }),
  })
  return (
    <Notice
      means="plain"
      actions={
        isManager && (
          <Button busy={stop.isBusy} onClick={() => stop.act()}>
            {text.stop}
          </Button>
        )
      }
    >
      <Progress
        label={total === undefined ? text.counting : text.working(group)}
        done={counts.moved + counts.unchanged}
        total={total ?? 0}
      />
      {stop.error && <ProblemNotice error={stop.error} />}
    </Notice>
  )
}

/** Moves of many agreements that work, also those that were begun before a reload; and the last one if it failed. */
export const Moves = () => {
  const { data = [] } = useQuery(movesQuery)
  const groupName = useGroupName()
  const [last] = data
  return (
    <>
      {data.map(
        (move) => move.status === 'running' && <Working key={move.id} move={move} group={groupName(move.groupId)} />,
      )}
      {last?.status === 'failed' && (
        <Notice means="short" title={text.failed(groupName(last.groupId))}>
          <p>
            {text.movedSoFar(last.counts.moved)} {last.error?.message}
          </p>
        </Notice>
      )}
    </>
  )
}

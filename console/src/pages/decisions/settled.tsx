import { useState } from 'react'
import { useList } from '../../api/queries.ts'
import { sendRequest } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { useActorName } from '../../ledger/actor-name.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/decisions.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Empty, Section } from '../../ui/page.tsx'
import { type Decision, decisionsList } from './queries.ts'
import { nameOf } from './subject.ts'

interface TakeBackProps {
  decision: Decision
  onClose: () => void
}

const TakeBack = ({ decision, onClose }: TakeBackProps) => {
  const { undo, reason } = decision
  const { act, isBusy, error } = useAct({
    act: async () => undo && sendRequest(undo),
    say: () => ({ title: text.undone(nameOf(decision)) }),
    done: onClose,
  })
  if (!undo) return null
  return (
    <Dialog
      title={undo.label}
      description={
        <>
          <p>{reason}</p>
          <p>{text.takeBackHint}</p>
        </>
      }
      isOpen
      onClose={onClose}
      shape="wide"
      actions={
        <Button look="main" busy={isBusy} onClick={() => act()}>
          {text.takeBack}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} />}
      {/* A split, which takes back a merge, is of names: no preview says what it changes. */}
      {!undo.path.endsWith('/split') && (
        <Section title={text.preview}>
          <DecisionPreview request={undo} />
        </Section>
      )}
    </Dialog>
  )
}

/** What managers have decided, newest first, each with what takes it back. */
export const Settled = () => {
  const isManager = useIsManager()
  const actorName = useActorName()
  const { query, first, grid } = useList(decisionsList('settled', undefined))
  const [taking, setTaking] = useState<Decision>()
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  if (first?.totals.count === 0)
    return (
      <Empty title={text.emptySettled}>
        <p>{text.emptySettledHint}</p>
      </Empty>
    )
  return (
    <>
      <Grid
        label={text.settled}
        {...grid}
        count={first?.totals.count}
        keyOf={({ id }) => id}
        columns={[
          {
            id: 'what',
            header: text.what,
            width: 'minmax(12rem, 4fr)',
            render: ({ reason }) => <span title={reason}>{reason}</span>,
          },
          { id: 'kind', header: text.kind, width: '11rem', isMinor: true, render: ({ kind }) => text.kinds[kind] },
          {
            id: 'who',
            header: text.who,
            width: 'minmax(7rem, 1fr)',
            isMinor: true,
            render: ({ settledBy }) => settledBy !== undefined && actorName(settledBy),
          },
          {
            id: 'when',
            header: text.when,
            width: '11rem',
            isMinor: true,
            render: ({ settledAt }) => settledAt !== undefined && time(settledAt),
          },
          ...(isManager
            ? [
                {
                  id: 'undo',
                  header: text.takeBack,
                  width: '9rem',
                  render: (decision: Decision) =>
                    decision.undo ? (
                      <Button
                        look="quiet"
                        aria-label={`${text.takeBack}: ${decision.reason}`}
                        onClick={() => setTaking(decision)}
                      >
                        {text.takeBack}
                      </Button>
                    ) : (
                      <span title={text.cannotUndo}>–</span>
                    ),
                },
              ]
            : []),
        ]}
      />
      {taking && <TakeBack decision={taking} onClose={() => setTaking(undefined)} />}
    </>
  )
}

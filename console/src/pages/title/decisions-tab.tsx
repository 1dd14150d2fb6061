import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Request, sendRequest } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { useActorName } from '../../ledger/actor-name.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text as preview } from '../../texts/en/preview.ts'
import { text } from '../../texts/en/title.ts'
import { ago } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { decisionsQuery } from './queries.ts'
import type { Decision } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.decisions

interface TakeBackProps {
  undo: Request
  decision: Decision
  onClose: () => void
}

const TakeBack = ({ undo, decision, onClose }: TakeBackProps) => {
  const { act, isBusy, error } = useAct({
    act: () => sendRequest(undo),
    say: () => ({ title: said.takenBack, description: decision.reason }),
    done: onClose,
  })
  return (
    <Dialog
      title={said.takeBackTitle}
      description={decision.reason}
      isOpen
      onClose={onClose}
      shape="wide"
      actions={
        <Button look="main" busy={isBusy} onClick={() => act()}>
          {said.takeBack}
        </Button>
      }
    >
      <div className={styles.inside}>
        {error && <ProblemNotice error={error} />}
        {undo.path.endsWith('/split') ? (
          <p>{said.noPreview}</p>
        ) : (
          <Section title={preview.title}>
            <DecisionPreview request={undo} />
          </Section>
        )}
      </div>
    </Dialog>
  )
}

/** What managers decided about a title, newest first, each with what takes it back. */
export const DecisionsTab = ({ titleId }: { titleId: string }) => {
  const query = useQuery(decisionsQuery(titleId))
  const isManager = useIsManager()
  const actorName = useActorName()
  const [taken, setTaken] = useState<Decision>()
  return (
    <>
      <Loaded query={query} rows={3}>
        {(decisions) =>
          decisions.length === 0 ? (
            <p>{said.none}</p>
          ) : (
            <Table
              label={said.label}
              rows={decisions}
              keyOf={({ id }) => id}
              columns={[
                { id: 'reason', header: said.what, render: ({ reason }) => reason },
                {
                  id: 'when',
                  header: said.when,
                  render: ({ settledAt }) => (settledAt === undefined ? common.none : ago(settledAt)),
                },
                {
                  id: 'by',
                  header: said.by,
                  isMinor: true,
                  render: ({ settledBy }) => (settledBy === undefined ? common.none : actorName(settledBy)),
                },
                {
                  id: 'undo',
                  header: said.takeBack,
                  render: (decision) =>
                    decision.undo ? (
                      isManager && <Button onClick={() => setTaken(decision)}>{decision.undo.label}</Button>
                    ) : (
                      <span className={styles.soft}>{said.gone}</span>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {taken?.undo && <TakeBack undo={taken.undo} decision={taken} onClose={() => setTaken(undefined)} />}
    </>
  )
}

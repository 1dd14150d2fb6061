import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/connector.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { focusTitle, Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import type { GraphRun } from './queries.ts'
import { RunErrors } from './run-result.tsx'

/** What a run is at. */
const nowOf = ({ status, parts }: GraphRun): keyof typeof text.now =>
  status === 'queued' ? status : (parts.find((part) => part.status === 'waiting')?.part ?? 'imports')

const Cancel = ({ run }: { run: GraphRun }) => {
  const [isAsked, setAsked] = useState(false)
  const { act, isBusy, error } = useAct({
    act: () => read(api.POST('/connectors/graph/runs/{runId}/cancel', { params: { path: { runId: run.id } } })),
    say: () => ({ title: text.cancelled }),
    done: focusTitle,
  })
  return (
    <>
      <Button busy={isBusy} onClick={() => setAsked(true)}>
        {text.cancel}
      </Button>
      {error && <ProblemNotice error={error} />}
      <Dialog
        title={text.cancelTitle}
        description={text.cancelHint}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        closeLabel={text.goOn}
        actions={
          <Button
            look="danger"
            onClick={() => {
              setAsked(false)
              act()
            }}
          >
            {text.cancel}
          </Button>
        }
      />
    </>
  )
}

/** How far the run is that is under way, whoever began it. */
export const RunUnderWay = ({ run }: { run: GraphRun }) => {
  const isManager = useIsManager()
  const { progress, waitsUntil, errors } = run
  const now = nowOf(run)
  return (
    <Section title={text.underWay} actions={isManager && <Cancel run={run} />}>
      <div role="status">
        <Progress label={text.now[now]} done={progress.done} total={now === 'imports' ? 0 : progress.total} />
      </div>
      {errors.length > 0 && waitsUntil !== undefined && <p>{text.waits(time(waitsUntil))}</p>}
      <RunErrors errors={errors} />
      <p>{text.leave}</p>
    </Section>
  )
}

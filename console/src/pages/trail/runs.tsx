import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { Waiting } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { isUnderWay, RunStatus, took } from '../../ledger/run-status.tsx'
import { settingsQuery } from '../../ledger/settings.ts'
import { text } from '../../texts/en/runs.ts'
import { count, list, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { type Refresh, type Run, refreshesList, runsList } from './queries.ts'
import styles from './trail.module.css'

/** Rows of each list. Older runs say nothing that these do not. */
const shown = 10

interface Timed {
  startedAt: string
  finishedAt?: string | undefined
}

const State = ({ status, error }: Pick<Run, 'status' | 'error'> | Pick<Refresh, 'status' | 'error'>) => (
  <>
    <RunStatus of={{ status }} />
    {error && <p>{error.message}</p>}
  </>
)

const sayCounts = (counts: Run['counts']): string =>
  list(
    (Object.keys(text.counts) as (keyof typeof text.counts)[]).flatMap((name) =>
      counts[name] === undefined ? [] : [count(counts[name], text.counts[name])],
    ),
  )

interface RunListProps<Row> {
  title: string
  hint: string
  /** Stands in place of the table when there are no runs. */
  none: string
  list: { rows: readonly Row[]; query: { isPending: boolean; isError: boolean; error: Error | null } }
  /** What went wrong in starting or cancelling one. */
  error: Error | null
  actions: ReactNode
  what: (row: Row) => string
  read: (row: Row) => ReactNode
  /** Leaves out what they read where the page is narrow. */
  isReadMinor?: boolean
}

/** The last runs of a kind: when, what, how they ended, how long they took, and what they read. */
const RunList = <Row extends Timed & (Run | Refresh)>(props: RunListProps<Row>) => {
  const { title, hint, none, list, error, actions, what, read, isReadMinor = false } = props
  const { rows, query } = list
  const problem = error ?? query.error
  return (
    <Section title={title} actions={actions}>
      <p className={styles.soft}>{hint}</p>
      {problem && <ProblemNotice error={problem} />}
      {query.isPending ? (
        <Waiting rows={shown} />
      ) : rows.length === 0 ? (
        !query.isError && <p>{none}</p>
      ) : (
        <Table
          label={title}
          rows={rows.slice(0, shown)}
          keyOf={({ id }) => id}
          columns={[
            { id: 'at', header: text.started, render: ({ startedAt }) => time(startedAt) },
            { id: 'what', header: text.what, render: what },
            { id: 'status', header: text.status, render: (run) => <State {...run} /> },
            { id: 'took', header: text.took, align: 'end', render: took },
            { id: 'read', header: text.read, isMinor: isReadMinor, render: read },
          ]}
        />
      )}
    </Section>
  )
}

const Reconciliations = () => {
  const isManager = useIsManager()
  const { act, isBusy, error } = useAct({
    act: () => read(api.POST('/reconciliations', { body: {} })),
    say: () => ({ title: text.recounting }),
  })
  return (
    <RunList
      title={text.reconciliations}
      hint={text.reconciliationsHint}
      none={text.noRuns}
      list={useList(runsList)}
      error={error}
      actions={
        isManager && (
          <Button busy={isBusy} onClick={() => act()}>
            {text.recount}
          </Button>
        )
      }
      what={({ stage, trigger }) => `${text.stage[stage]}, ${text.trigger[trigger]}`}
      read={({ counts }) => sayCounts(counts)}
      isReadMinor
    />
  )
}

const Refreshes = () => {
  const isManager = useIsManager()
  const { data: settings } = useQuery(settingsQuery)
  const refreshing = useAct({
    act: () => read(api.POST('/refreshes', { body: {} })),
    say: () => ({ title: text.refreshing }),
  })
  const cancelling = useAct({
    act: ({ id }: Refresh) => read(api.POST('/refreshes/{refreshId}/cancel', { params: { path: { refreshId: id } } })),
    say: () => ({ title: text.cancelled }),
  })
  return (
    <RunList
      title={text.refreshes}
      hint={text.refreshesHint}
      none={settings?.looksUp === false ? text.noRefreshesNoGateway : text.noRefreshes}
      list={useList(refreshesList)}
      error={refreshing.error ?? cancelling.error}
      actions={
        isManager &&
        settings?.looksUp === true && (
          <Button busy={refreshing.isBusy} onClick={() => refreshing.act()}>
            {text.refresh}
          </Button>
        )
      }
      what={({ scope, trigger }) => `${text.scope[scope.type]}, ${text.trigger[trigger]}`}
      read={(run) => {
        const { counts, progress } = run
        return isUnderWay(run) ? (
          <>
            {text.progress(progress.done, progress.total)}{' '}
            {isManager && (
              <Button busy={cancelling.isBusy} onClick={() => cancelling.act(run)}>
                {text.cancel}
              </Button>
            )}
          </>
        ) : (
          text.answers(counts.valid, counts.expired, counts.notFound, counts.failed)
        )
      }}
    />
  )
}

/** What counted the ledger, and what was looked up. */
export const Runs = () => (
  <>
    <Reconciliations />
    <Refreshes />
  </>
)

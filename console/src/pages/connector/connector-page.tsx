import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { Loaded, Waiting } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { sayExpression } from '../../ledger/rhythm.ts'
import { isUnderWay } from '../../ledger/run-status.tsx'
import { settingsQuery } from '../../ledger/settings.ts'
import { text } from '../../texts/en/connector.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, Section } from '../../ui/page.tsx'
import styles from './connector.module.css'
import { type GraphRun, runsList } from './queries.ts'
import { RunList } from './run-list.tsx'
import { RunResult } from './run-result.tsx'
import { RunUnderWay } from './run-under-way.tsx'
import { SetUp } from './set-up.tsx'

const Lead = () => {
  const { data } = useQuery(settingsQuery)
  const { readsGraph = true, graphSchedule = 'off', graphTimeZone = '' } = data ?? {}
  const when = graphSchedule === 'off' ? text.noSchedule : text.next(sayExpression(graphSchedule), graphTimeZone)
  return (
    <div className={styles.lead}>
      <span>{text.lead}</span>
      <span>{data === undefined ? '\u00a0' : readsGraph ? when : text.notConfigured}</span>
    </div>
  )
}

/** What the last run that has ended brought. */
const LastResult = ({ run }: { run: GraphRun }) => (
  <Section
    title={text.last(time(run.finishedAt ?? run.startedAt))}
    actions={
      <span className={styles.links}>
        <Link to="/subscriptions">{text.toSubscriptions}</Link>
        <Link to="/devices">{text.toDevices}</Link>
      </span>
    }
  >
    <RunResult run={run} />
  </Section>
)

const Runs = ({ isConfigured }: { isConfigured: boolean }) => {
  const { query, rows, grid } = useList(runsList)
  const open = rows.find(isUnderWay)
  const last = rows.find((run) => !isUnderWay(run))
  if (query.isPending) return <Waiting rows={10} />
  return (
    <>
      {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {!isConfigured && <SetUp />}
      {open && <RunUnderWay run={open} />}
      {last && <LastResult run={last} />}
      {rows.length > 0 ? (
        <RunList rows={rows} hasMore={query.hasNextPage} isBusy={query.isFetchingNextPage} onMore={grid.onMore} />
      ) : (
        isConfigured && <Notice means="plain">{text.noRuns}</Notice>
      )}
    </>
  )
}

const RunNow = () => {
  const { rows } = useList(runsList)
  const { act, isBusy, error } = useAct({
    act: () => read(api.POST('/connectors/graph/runs')),
    say: () => ({ title: text.running }),
  })
  return (
    <>
      {error && <ProblemNotice error={error} />}
      <Button look="main" busy={isBusy || rows.some(isUnderWay)} onClick={() => act()}>
        {text.run}
      </Button>
    </>
  )
}

/** The connector of Microsoft Graph: whether it is set up, when it runs, and what its runs brought. */
export const ConnectorPage = () => {
  const isManager = useIsManager()
  const settings = useQuery(settingsQuery)
  return (
    <Page title={text.title} lead={<Lead />} actions={isManager && settings.data?.readsGraph && <RunNow />}>
      <Loaded query={settings} rows={10}>
        {({ readsGraph }) => <Runs isConfigured={readsGraph} />}
      </Loaded>
    </Page>
  )
}

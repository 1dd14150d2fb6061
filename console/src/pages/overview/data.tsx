import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { settingsQuery } from '../../ledger/settings.ts'
import { text } from '../../texts/en/overview.ts'
import { ago, list, number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Status } from '../../ui/status.tsx'
import { isOpen, type Overview, refreshQuery, withoutPlanQuery } from './queries.ts'

const pairsOf = (pairs: Overview['pairValidation']): string => {
  const names = ['valid', 'expired', 'notFound', 'pending'] as const
  const said = names.flatMap((name) => (pairs[name] > 0 ? [`${number(pairs[name])} ${text.pairStates[name]}`] : []))
  return said.length === 0 ? text.noPairs : list(said)
}

/** Looks up all pairs again; managers only. A run that is under way is shown, whoever began it. */
const RefreshNow = () => {
  const { act, isBusy, error } = useAct({
    act: () => read(api.POST('/refreshes', { body: {} })),
    say: () => ({ title: text.refreshStarted }),
  })
  return (
    <>
      <Button busy={isBusy} onClick={() => act()}>
        {text.refreshNow}
      </Button>
      {error && <ProblemNotice error={error} />}
    </>
  )
}

/** What the numbers rest on, and how old it is. */
export const Data = ({ overview }: { overview: Overview }) => {
  const { deviceCount, managedDevices, agreementCounts, pairValidation, lastRefresh, stale } = overview
  const isManager = useIsManager()
  const { data: settings } = useQuery(settingsQuery)
  const { data: refreshes } = useQuery(refreshQuery)
  const withoutPlan = useQuery(withoutPlanQuery).data?.totals.withoutPlan ?? 0
  const open = refreshes?.items.find(isOpen)
  const agreements = agreementCounts.volume + agreementCounts.other
  const looksUp = settings?.looksUp
  return (
    <Section title={text.data} actions={isManager && looksUp === true && !open && <RefreshNow />}>
      <Facts
        facts={[
          [
            text.devices,
            <Link key="devices" to="/devices">
              {number(deviceCount)}
            </Link>,
          ],
          ...(managedDevices
            ? [
                [
                  text.managedDevices,
                  <Link key="managed" to="/connectors/graph">
                    {text.complete(managedDevices.reported, managedDevices.known)}
                  </Link>,
                ] as const,
              ]
            : []),
          ...(withoutPlan > 0
            ? [
                [
                  text.withoutPlan,
                  <Link key="plans" to="/positions" search={{ has: 'without-plan', sort: '-withoutPlan' }}>
                    {number(withoutPlan)}
                  </Link>,
                ] as const,
              ]
            : []),
          [
            text.agreements,
            <Link key="agreements" to="/agreements">
              {number(agreements)}
            </Link>,
          ],
          [
            text.pairs,
            <Link key="pairs" to="/agreements" search={{ type: 'volume' }}>
              {pairsOf(pairValidation)}
            </Link>,
          ],
          [text.lastLookUp, lastRefresh?.finishedAt ? ago(lastRefresh.finishedAt) : text.never],
        ]}
      />
      {open ? (
        <Progress label={text.refreshing} done={open.progress.done} total={open.progress.total} />
      ) : (
        <div>
          <Status means={stale ? 'decide' : 'covered'}>{stale ? text.stale : text.fresh}</Status>
          {stale && <p>{looksUp === undefined ? '\u00a0' : looksUp ? text.staleHint : text.staleNoGateway}</p>}
          {lastRefresh && lastRefresh.counts.failed > 0 && <p>{text.refreshFailed}</p>}
        </div>
      )}
    </Section>
  )
}

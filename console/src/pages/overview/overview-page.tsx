import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AsOf } from '../../ledger/as-of.tsx'
import { trendQuery } from '../../ledger/days.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { overviewQuery, PositionNotice } from '../../ledger/overview.tsx'
import { text } from '../../texts/en/overview.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Data } from './data.tsx'
import { OpenDecisions } from './decisions.tsx'
import { EmptyLedger } from './empty-ledger.tsx'
import { Ends } from './ends.tsx'
import { Families, WithoutData } from './families.tsx'
import { LastImports } from './last-imports.tsx'
import styles from './overview.module.css'
import type { Overview } from './queries.ts'
import { SinceLastVisit } from './since.tsx'
import { Summary } from './summary.tsx'
import { LedgerTrend } from './trend.tsx'

const isEmpty = ({ deviceCount, agreementCounts, families }: Overview): boolean =>
  deviceCount + agreementCounts.volume + agreementCounts.other === 0 &&
  Object.values(families).every((count) => count === 0)

/** @param overview undefined where it cannot be had: what is asked for by itself stands without it */
const Glance = ({ overview }: { overview: Overview | undefined }) => (
  <>
    {overview && <Summary families={overview.families} />}
    {overview && <Families overview={overview} />}
    <div className={styles.two}>
      <SinceLastVisit />
      <OpenDecisions />
      <Ends />
      {overview && <WithoutData notMeasured={overview.families.notMeasured} />}
      <LedgerTrend />
      {overview && <Data overview={overview} />}
    </div>
    <LastImports />
    {overview && <PositionNotice />}
  </>
)

export const OverviewPage = () => {
  const overview = useQuery(overviewQuery)
  // Asked for together with the overview: the sentence at its top counts units by it.
  useQuery(trendQuery)
  const isManager = useIsManager()
  return (
    <Page
      title={text.title}
      lead={<AsOf of={overview.data} />}
      actions={
        isManager &&
        overview.data !== undefined &&
        !isEmpty(overview.data) && (
          <Link to="/imports" className={buttonLook('main')}>
            {text.importFiles}
          </Link>
        )
      }
    >
      <Loaded query={overview} rows={12}>
        {(data) => (isEmpty(data) ? <EmptyLedger /> : <Glance overview={data} />)}
      </Loaded>
      {overview.data === undefined && overview.isError && <Glance overview={undefined} />}
    </Page>
  )
}

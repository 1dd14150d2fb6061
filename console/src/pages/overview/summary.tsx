import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trendQuery } from '../../ledger/days.ts'
import { FamilyStatus, type FamilyStatusName, familyMeanings } from '../../ledger/family-status.tsx'
import { text } from '../../texts/en/overview.ts'
import { number } from '../../texts/format.ts'
import { StackWithLegend } from '../../ui/stack.tsx'
import styles from './overview.module.css'
import type { Overview } from './queries.ts'

const countsOf = (families: Overview['families']): readonly (readonly [FamilyStatusName, number])[] => [
  ['under-licensed', families.underLicensed],
  ['unlicensed', families.unlicensed],
  ['needs-data', families.needsData],
  ['not-measured', families.notMeasured],
  ['licensed', families.licensed],
  ['unused', families.unused],
]

/** How many units lack, by metric. */
const useMissing = () => {
  const { data } = useQuery(trendQuery)
  return Object.entries(data?.items[0]?.byMetric ?? {})
    .map(([metric, { shortfall }]) => [metric, shortfall] as const)
    .filter(([, shortfall]) => shortfall > 0)
}

/** The position of the ledger in one sentence and one picture. */
export const Summary = ({ families }: { families: Overview['families'] }) => {
  const missing = useMissing()
  const counts = countsOf(families)
  const all = counts.reduce((sum, [, value]) => sum + value, 0)
  const lacking = families.underLicensed + families.unlicensed
  return (
    <>
      <p className={styles.sentence}>
        {lacking === 0 ? (
          text.noneLack(all)
        ) : (
          <>
            <Link to="/positions" search={{ has: 'shortfall' }}>
              {text.lacking(lacking, all)}
            </Link>{' '}
            {text.lackVerb(lacking)}
            {missing.length > 0 && (
              <>
                :{' '}
                <Link to="/positions" search={{ has: 'shortfall', sort: '-shortfall' }}>
                  {text.lackUnits(missing)}
                </Link>
              </>
            )}
            .
          </>
        )}
      </p>
      {families.needsData > 0 && (
        <p>
          <Link to="/positions" search={{ status: 'needs-data' }}>
            {text.withoutData(families.needsData)}
          </Link>
        </p>
      )}
      <StackWithLegend
        label={text.picture}
        parts={counts.map(([status, value]) => ({
          ...{ key: status, means: familyMeanings[status], value },
          name: (
            <Link to="/positions" search={{ status }} className={styles.legend}>
              <FamilyStatus status={status} /> {number(value)}
            </Link>
          ),
        }))}
      />
    </>
  )
}

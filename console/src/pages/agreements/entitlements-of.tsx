import { Link } from '@tanstack/react-router'
import { useList } from '../../api/queries.ts'
import { AsOf } from '../../ledger/as-of.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { number } from '../../texts/format.ts'
import { Grid } from '../../ui/grid.tsx'
import { Section } from '../../ui/page.tsx'
import styles from './agreement-page.module.css'
import { entitlementsList } from './queries.ts'

const text = page.entitlements

/** What look-ups and files report for the pairs of an agreement, row by row. */
export const EntitlementsOf = ({ agreementId }: { agreementId: string }) => {
  const { query, first, rows, grid } = useList(entitlementsList(agreementId))
  return (
    <Section title={page.one.entitlements} actions={<AsOf of={first} />}>
      {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {first && rows.length === 0 ? (
        <p className={styles.soft}>{text.none}</p>
      ) : (
        <Grid
          {...grid}
          label={text.label}
          count={first?.totals.count}
          fits={rows.length <= 25}
          keyOf={({ id }) => id}
          columns={[
            { id: 'product', header: text.product, width: 'minmax(11rem, 2fr)', render: ({ product }) => product },
            { id: 'version', header: text.version, width: '5rem', isMinor: true, render: ({ version }) => version },
            {
              id: 'quantity',
              header: text.quantity,
              width: '5.5rem',
              align: 'end',
              total: first && number(first.totals.quantity),
              render: ({ quantity }) => number(quantity),
            },
            {
              id: 'assurance',
              header: text.assurance,
              width: '11rem',
              align: 'end',
              isMinor: true,
              total: first && number(first.totals.activeSoftwareAssuranceQuantity),
              render: ({ activeSoftwareAssuranceQuantity }) => number(activeSoftwareAssuranceQuantity),
            },
            {
              id: 'counts',
              header: text.counts,
              width: 'minmax(11rem, 2fr)',
              render: ({ matchedTitles }) => {
                const [title] = matchedTitles
                return title ? (
                  <Link to="/titles/$titleId" params={{ titleId: title.id }}>
                    {title.title}
                    {matchedTitles.length > 1 && ` +${number(matchedTitles.length - 1)}`}
                  </Link>
                ) : (
                  <span className={styles.soft}>{text.unmatched}</span>
                )
              },
            },
            {
              id: 'pair',
              header: text.pair,
              width: 'minmax(11rem, 1fr)',
              isMinor: true,
              render: ({ pair }) => (pair ? `${pair.agreementNumber} / ${pair.licenseNumber}` : ''),
            },
          ]}
        />
      )}
    </Section>
  )
}

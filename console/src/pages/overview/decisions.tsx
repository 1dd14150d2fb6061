import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../../ledger/loaded.tsx'
import { text } from '../../texts/en/overview.ts'
import { number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './overview.module.css'
import { decisionsQuery } from './queries.ts'

/** What waits for a manager to decide, by kind. */
export const OpenDecisions = () => (
  <Section title={text.decisions} actions={<Link to="/decisions">{text.showAll}</Link>}>
    <div className={styles.part}>
      <Loaded query={useQuery(decisionsQuery)} rows={4}>
        {({ facets: { kind }, totals }) =>
          totals.count === 0 ? (
            <p>{text.decisionsNone}</p>
          ) : (
            <Table
              label={text.decisions}
              rows={Object.entries(kind)}
              keyOf={([name]) => name}
              columns={[
                {
                  id: 'kind',
                  header: text.decisionKind,
                  render: ([name]) => (
                    <Link to="/decisions" search={{ kind: name }}>
                      {text.decisionKinds[name] ?? name}
                    </Link>
                  ),
                  total: text.decisionsAll(totals.count),
                },
                { id: 'count', header: text.decisionCount, align: 'end', render: ([, count]) => number(count) },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  </Section>
)

import { Link } from '@tanstack/react-router'
import { useIsManager } from '../../ledger/me.ts'
import agreements from '../../ledger/samples/agreements.csv?raw'
import inventory from '../../ledger/samples/inventory.csv?raw'
import licenseSummary from '../../ledger/samples/license-summary.csv?raw'
import { text } from '../../texts/en/overview.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { download } from '../../ui/download.ts'
import { Empty } from '../../ui/page.tsx'
import styles from './overview.module.css'

const words = text.empty

/** Whether the ledger runs on the reader's own machine, where there is a demo. */
const isLocal = (): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)

/** In the order of the steps. */
const samples = [
  { name: 'inventory.csv', content: inventory },
  { name: 'agreements.csv', content: agreements },
  { name: 'license-summary.csv', content: licenseSummary },
]

/** What to do first in a ledger that has nothing yet. */
export const EmptyLedger = () => {
  const isManager = useIsManager()
  return (
    <Empty
      title={words.title}
      actions={
        isManager && (
          <Link to="/imports" className={buttonLook('main')}>
            {words.toImports}
          </Link>
        )
      }
    >
      <p>{words.lead}</p>
      <ol className={styles.steps}>
        {words.steps.map(({ what, how }, at) => {
          const sample = samples[at]
          return (
            <li key={what}>
              <strong>{what}</strong>
              <p>{how}</p>
              {sample && (
                <Button look="quiet" onClick={() => download(`sample-${sample.name}`, sample.content, 'text/csv')}>
                  {words.sample(sample.name)}
                </Button>
              )}
            </li>
          )
        })}
      </ol>
      <p>{isManager ? words.drop : words.readerHint}</p>
      <p>
        <Link to="/connectors/graph">{words.connector}</Link>
      </p>
      {isLocal() && <p className={styles.soft}>{words.demo}</p>}
    </Empty>
  )
}

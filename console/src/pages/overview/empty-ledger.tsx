import { Link } from '@tanstack/react-router'
import { useIsManager } from '../../ledger/me.ts'
import { samples } from '../../ledger/samples.ts'
import { text } from '../../texts/en/overview.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { download } from '../../ui/download.ts'
import { Empty } from '../../ui/page.tsx'
import styles from './overview.module.css'

const words = text.empty

/** Whether the ledger runs on the reader's own machine, where there is a demo. */
const isLocal = (): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname)

const sampleOf = [samples.inventory, samples.agreements, samples.entitlements]

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
          const sample = sampleOf[at]
          return (
            <li key={what}>
              <strong>{what}</strong>
              {how}{' '}
              {sample && (
                <Button
                  look="quiet"
                  onClick={() => download(sample.name, `${sample.content.join('\r\n')}\r\n`, 'text/csv')}
                >
                  {words.sample(sample.name)}
                </Button>
              )}
            </li>
          )
        })}
      </ol>
      <p>{isManager ? words.drop : words.readerHint}</p>
      {isLocal() && <p className={styles.soft}>{words.demo}</p>}
    </Empty>
  )
}

import agreements from '../../ledger/samples/agreements.csv?raw'
import catalog from '../../ledger/samples/catalog.csv?raw'
import contracts from '../../ledger/samples/contracts.csv?raw'
import deviceFacts from '../../ledger/samples/device-facts.csv?raw'
import inventory from '../../ledger/samples/inventory.csv?raw'
import licenseSummary from '../../ledger/samples/license-summary.csv?raw'
import otherAgreements from '../../ledger/samples/other-agreements.csv?raw'
import recognition from '../../ledger/samples/recognition.csv?raw'
import subscriptions from '../../ledger/samples/subscriptions.csv?raw'
import { text } from '../../texts/en/imports.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { download } from '../../ui/download.ts'
import { Table } from '../../ui/table.tsx'
import styles from './guide.module.css'
import { fileKinds, type Kind, kindNames } from './kinds.ts'

const said = text.guide

const samples: Record<string, string> = {
  'inventory.csv': inventory,
  'agreements.csv': agreements,
  'other-agreements.csv': otherAgreements,
  'license-summary.csv': licenseSummary,
  'contracts.csv': contracts,
  'subscriptions.csv': subscriptions,
  'device-facts.csv': deviceFacts,
  'catalog.csv': catalog,
  'recognition.csv': recognition,
}

const Samples = ({ of }: { of: Kind }) => (
  <span className={styles.samples}>
    {fileKinds[of].samples.map((name) => (
      <Button
        key={name}
        aria-label={said.download(`sample-${name}`)}
        onClick={() => download(`sample-${name}`, samples[name] ?? '', 'text/csv')}
      >
        {name}
      </Button>
    ))}
  </span>
)

/** What may be dropped, with a small file of each kind. */
export const Guide = () => (
  <div className={styles.guide}>
    <Table
      label={said.title}
      rows={kindNames}
      keyOf={(kind) => kind}
      columns={[
        {
          id: 'kind',
          header: said.kind,
          render: (kind) => (
            <>
              <strong>{words.importKind[kind]}</strong>
              <p>{text.holds[kind]}</p>
            </>
          ),
        },
        { id: 'most', header: said.most, isMinor: true, render: (kind) => text.most[kind] },
        { id: 'sample', header: said.sample, render: (kind) => <Samples of={kind} /> },
      ]}
    />
  </div>
)

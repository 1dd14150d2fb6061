import { text } from '../../texts/en/imports.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './guide.module.css'
import { fileKinds, type Kind, kindNames } from './kinds.ts'
import agreements from './samples/agreements.csv?raw'
import catalog from './samples/catalog.csv?raw'
import contracts from './samples/contracts.csv?raw'
import deviceFacts from './samples/device-facts.csv?raw'
import inventory from './samples/inventory.csv?raw'
import licenseSummary from './samples/license-summary.csv?raw'
import otherAgreements from './samples/other-agreements.csv?raw'
import recognition from './samples/recognition.csv?raw'
import subscriptions from './samples/subscriptions.csv?raw'

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

const download = (name: string): void => {
  const address = URL.createObjectURL(new Blob([samples[name] ?? ''], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `sample-${name}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1_000)
}

const Samples = ({ of }: { of: Kind }) => (
  <span className={styles.samples}>
    {fileKinds[of].samples.map((name) => (
      <Button key={name} aria-label={said.download(`sample-${name}`)} onClick={() => download(name)}>
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

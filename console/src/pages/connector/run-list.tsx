import { useState } from 'react'
import { isUnderWay, RunStatus, took } from '../../ledger/run-status.tsx'
import { text } from '../../texts/en/connector.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import { Table, toggled } from '../../ui/table.tsx'
import styles from './connector.module.css'
import type { GraphRun } from './queries.ts'
import { ImportLinks, RunResult } from './run-result.tsx'

const sayCounts = (run: GraphRun): string => {
  const { plans, plansLeftOut, users, devices } = run.counts
  return isUnderWay(run) ? '' : text.sayCounts(plans - plansLeftOut, users, devices)
}

interface RunListProps {
  rows: readonly GraphRun[]
  hasMore: boolean
  /** The rest is being read. */
  isBusy: boolean
  onMore: () => void
}

/** All runs, newest first, each with what it read and what went wrong. */
export const RunList = ({ rows, hasMore, isBusy, onMore }: RunListProps) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  return (
    <Section title={text.runs}>
      <Table
        label={text.runs}
        rows={rows}
        keyOf={({ id }) => id}
        unfold={{
          open,
          onToggle: (key) => setOpen(toggled(open, key)),
          nameOf: ({ startedAt }) => text.details(time(startedAt)),
          render: (run) => (
            <div className={styles.inside}>
              <RunResult run={run} />
            </div>
          ),
        }}
        columns={[
          { id: 'at', header: text.began, render: ({ startedAt }) => time(startedAt) },
          { id: 'trigger', header: text.how, isMinor: true, render: ({ trigger }) => text.trigger[trigger] },
          { id: 'status', header: text.status, render: (run) => <RunStatus of={run} /> },
          { id: 'took', header: text.took, align: 'end', isMinor: true, render: took },
          { id: 'read', header: text.read, isMinor: true, render: sayCounts },
          { id: 'imports', header: text.imports, isMinor: true, render: (run) => <ImportLinks parts={run.parts} /> },
        ]}
      />
      {hasMore && (
        <div>
          <Button busy={isBusy} onClick={onMore}>
            {text.older}
          </Button>
        </div>
      )}
    </Section>
  )
}

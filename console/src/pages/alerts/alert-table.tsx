import { useState } from 'react'
import { usePersonName } from '../../ledger/me.ts'
import { text } from '../../texts/en/alerts.ts'
import { ago, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { type Meaning, Status } from '../../ui/status.tsx'
import { Table, toggled } from '../../ui/table.tsx'
import { Acknowledge } from './acknowledge.tsx'
import styles from './alerts-page.module.css'
import type { Alert, AlertKind } from './queries.ts'
import { Subject } from './subject.tsx'

const meanings: Record<AlertKind, Meaning> = {
  'agreement-ends': 'ends',
  'pair-ends': 'ends',
  'subscription-ends': 'ends',
  'license-shortfall': 'short',
  'pair-expired': 'ends',
  'pair-not-found': 'short',
  'vlsc-stale': 'decide',
  'import-failed': 'short',
  'reconciliation-failed': 'short',
}

const State = ({ alert: { status, acknowledged } }: { alert: Alert }) => (
  <span className={styles.inline}>
    {status === 'ended' ? text.over : text.open}
    {acknowledged && <Status means="covered">{text.acknowledged}</Status>}
  </span>
)

/** All that is known of an alert, below its row. */
const More = ({ alert }: { alert: Alert }) => {
  const { kind, message, raisedAt, endedAt, endedBy, episode, acknowledged } = alert
  const personName = usePersonName()
  return (
    <div className={styles.alert}>
      <p>{message}</p>
      <p className={styles.soft}>
        {text.raisedAt(time(raisedAt))} {episode > 1 && text.episode(episode)}
      </p>
      {acknowledged && (
        <p>
          {text.saidBy(personName(acknowledged.by), ago(acknowledged.at))}{' '}
          <span className={styles.note}>{acknowledged.note === '' ? text.noNote : acknowledged.note}</span>
        </p>
      )}
      <p className={styles.soft}>
        {endedAt === undefined
          ? text.ends[kind]
          : `${text.endedAt(time(endedAt))} ${endedBy ? text.endedBy[endedBy] : ''}`}
      </p>
    </div>
  )
}

interface AlertTableProps {
  label: string
  alerts: readonly Alert[]
  isManager: boolean
  /** Of alerts that are unfolded at first. */
  openAtFirst?: string | undefined
}

/** Alerts, each with what it is about and how it ends below its row. */
export const AlertTable = ({ label, alerts, isManager, openAtFirst }: AlertTableProps) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(openAtFirst === undefined ? [] : [openAtFirst]))
  const [chosen, setChosen] = useState<Alert>()
  return (
    <>
      <Table
        label={label}
        rows={alerts}
        keyOf={({ id }) => id}
        unfold={{
          open,
          onToggle: (key) => setOpen(toggled(open, key)),
          nameOf: ({ title }) => title,
          render: (alert) => <More alert={alert} />,
        }}
        columns={[
          {
            id: 'alert',
            header: text.columns.alert,
            render: (alert) => (
              <div className={styles.inline}>
                <Subject alert={alert} />
                {alert.episode > 1 && <Status means="plain">{text.again}</Status>}
              </div>
            ),
          },
          {
            id: 'kind',
            header: text.columns.kind,
            isMinor: true,
            render: ({ kind }) => <Status means={meanings[kind]}>{text.kinds[kind]}</Status>,
          },
          { id: 'raised', header: text.columns.raised, isMinor: true, render: ({ raisedAt }) => ago(raisedAt) },
          { id: 'state', header: text.columns.state, isMinor: true, render: (alert) => <State alert={alert} /> },
          ...(isManager
            ? [
                {
                  id: 'acknowledge',
                  header: text.columns.acknowledge,
                  render: (alert: Alert) => (
                    <span className={styles.button}>
                      <Button
                        look="quiet"
                        aria-label={
                          alert.acknowledged ? text.changeNoteOf(alert.title) : text.acknowledgeOne(alert.title)
                        }
                        onClick={() => setChosen(alert)}
                      >
                        {alert.acknowledged ? text.changeNote : text.acknowledge}
                      </Button>
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
      {chosen && <Acknowledge alert={chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type listOf, useList } from '../api/queries.ts'
import type { components } from '../api/schema.d.ts'
import { text } from '../texts/en/history.ts'
import { list, number, time } from '../texts/format.ts'
import { Button } from '../ui/button.tsx'
import { Table } from '../ui/table.tsx'
import { useGroupName } from './groups.ts'
import styles from './history.module.css'
import { Loaded } from './loaded.tsx'
import { usePersonName } from './me.ts'
import { sayWord } from './say-word.ts'
import { type StateChange, stateChanges } from './state-changes.ts'

type Entry = components['schemas']['HistoryEntry']

/** Pairs of one entry that are named; an import adds up to 5,000. */
const pairsShown = 10

const isPair = (value: unknown): value is { agreementNumber: string; licenseNumber: string } =>
  typeof value === 'object' && value !== null && 'agreementNumber' in value && 'licenseNumber' in value

const sayPairs = (pairs: readonly unknown[]): string => {
  const named = pairs
    .filter(isPair)
    .map(({ agreementNumber, licenseNumber }) => `${agreementNumber} / ${licenseNumber}`)
  const rest = named.length - pairsShown
  return list(rest > 0 ? [...named.slice(0, pairsShown), text.morePairs(number(rest))] : named)
}

/** How a value of the trail reads. */
const useSay = () => {
  const groupName = useGroupName()
  return (field: string, value: unknown): ReactNode => {
    if (value === undefined || value === null) return text.nothing
    if (Array.isArray(value)) {
      if (value.length === 0) return text.nothing
      return field === 'restrictions' ? list(value.map((one) => sayWord(field, String(one)))) : sayPairs(value)
    }
    switch (field) {
      case 'groupId':
        return groupName(String(value))
      case 'importId':
      case 'undoneImportId':
        return (
          <Link to="/imports/$importId" params={{ importId: String(value) }}>
            {text.openImport}
          </Link>
        )
      default:
        return typeof value === 'number' ? number(value) : sayWord(field, String(value))
    }
  }
}

const order = Object.keys(text.fields)

const placeOf = ({ field }: StateChange): number => (order.includes(field) ? order.indexOf(field) : order.length)

const Changes = ({ entry: { before, after } }: { entry: Entry }) => {
  const say = useSay()
  return (
    <dl className={styles.changes}>
      {stateChanges(before, after)
        .sort((one, other) => placeOf(one) - placeOf(other))
        .map((change) => (
          <div key={change.field}>
            <dt>{text.fields[change.field] ?? change.field}</dt>
            <dd>
              {before !== null && change.field !== 'pairs' && (
                <>
                  <span className={styles.was}>{say(change.field, change.before)}</span>
                  <span className={styles.hidden}> {text.to} </span>
                  {after !== null && <span aria-hidden="true"> → </span>}
                </>
              )}
              {change.field === 'pairs'
                ? [
                    Array.isArray(change.before) && `${sayPairs(change.before)} ${text.removed}`,
                    Array.isArray(change.after) &&
                      (before === null ? sayPairs(change.after) : `${sayPairs(change.after)} ${text.added}`),
                  ]
                    .filter(Boolean)
                    .join('; ')
                : after !== null && say(change.field, change.after)}
            </dd>
          </div>
        ))}
    </dl>
  )
}

type HistoryPage = { items: Entry[]; cursor?: string }

/** Who changed something and when, with each field before and after. */
export const History = ({ list }: { list: ReturnType<typeof listOf<HistoryPage>> }) => {
  const { query, rows } = useList(list)
  const personName = usePersonName()
  return (
    <Loaded query={query}>
      {() => (
        <>
          <Table
            label={text.label}
            rows={rows}
            keyOf={({ at, action }) => `${at} ${action}`}
            columns={[
              { id: 'at', header: text.at, render: ({ at }) => time(at) },
              {
                id: 'actor',
                header: text.actor,
                render: ({ actor }) => (actor.startsWith('drop:') ? text.file : personName(actor)),
              },
              {
                id: 'action',
                header: text.action,
                isMinor: true,
                render: ({ action }) => text.actions[action] ?? action,
              },
              { id: 'changes', header: text.changes, render: (entry) => <Changes entry={entry} /> },
            ]}
          />
          {query.hasNextPage && (
            <div>
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text.more}
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  )
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { previewRequest, type Request } from '../api/requests.ts'
import { text } from '../texts/en/preview.ts'
import { Table } from '../ui/table.tsx'
import styles from './change.module.css'
import { Change } from './change.tsx'
import { FamilyStatus, TitleStatus } from './family-status.tsx'
import { Waiting } from './loaded.tsx'
import { ProblemNotice } from './problem-notice.tsx'

interface StatusesProps {
  before: ReactNode
  after: ReactNode
  isSame: boolean
}

const Statuses = ({ before, after, isSame }: StatusesProps) => (
  <span className={styles.statuses}>
    {before ?? <span className={styles.soft}>{text.fresh}</span>}
    {!isSame && (
      <>
        <span className={styles.hidden}>{text.to}</span>
        <span aria-hidden="true">→</span>
        {after ?? <span className={styles.soft}>{text.gone}</span>}
      </>
    )}
  </span>
)

/** Milliseconds for which a choice has to stand: a preview counts the whole ledger twice. */
const patience = 300

const rest = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, patience)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })

/** What a decision would change before it is taken: families and titles, with their numbers before and after. */
export const DecisionPreview = ({ request }: { request: Request }) => {
  const { data, error, refetch } = useQuery({
    queryKey: ['/decisions/preview', request],
    queryFn: async ({ signal }) => {
      await rest(signal)
      return previewRequest(request, signal)
    },
    placeholderData: keepPreviousData,
  })
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting rows={3} />
  const { items, count, families, familyCount } = data
  if (count === 0 && familyCount === 0) return <p role="status">{text.nothing}</p>
  return (
    <div className={styles.preview} role="status">
      {families.length > 0 && (
        <Table
          label={text.families}
          showsLabel
          rows={families}
          keyOf={({ familyId }) => familyId}
          columns={[
            {
              id: 'name',
              header: text.name,
              render: ({ familyId, name }) => (
                <Link to="/families/$familyId" params={{ familyId }}>
                  {name}
                </Link>
              ),
            },
            {
              id: 'required',
              header: text.required,
              align: 'end',
              isMinor: true,
              render: ({ before, after }) => <Change before={before?.required} after={after?.required} />,
            },
            {
              id: 'shortfall',
              header: text.shortfall,
              align: 'end',
              render: ({ before, after }) => <Change before={before?.shortfall} after={after?.shortfall} />,
            },
            {
              id: 'surplus',
              header: text.surplus,
              align: 'end',
              isMinor: true,
              render: ({ before, after }) => <Change before={before?.surplus} after={after?.surplus} />,
            },
            {
              id: 'status',
              header: text.status,
              render: ({ before, after }) => (
                <Statuses
                  before={before && <FamilyStatus status={before.status} />}
                  after={after && <FamilyStatus status={after.status} />}
                  isSame={before?.status === after?.status}
                />
              ),
            },
          ]}
        />
      )}
      {familyCount > families.length && <p className={styles.soft}>{text.more(families.length, familyCount)}</p>}
      {items.length > 0 && (
        <Table
          label={text.titles}
          showsLabel
          rows={items}
          keyOf={({ titleId }) => titleId}
          columns={[
            { id: 'title', header: text.name, render: ({ title }) => title },
            {
              id: 'installed',
              header: text.installed,
              align: 'end',
              isMinor: true,
              render: ({ before, after }) => <Change before={before?.installedCount} after={after?.installedCount} />,
            },
            {
              id: 'entitled',
              header: text.entitled,
              align: 'end',
              render: ({ before, after }) => <Change before={before?.entitledCount} after={after?.entitledCount} />,
            },
            {
              id: 'status',
              header: text.status,
              render: ({ before, after }) => (
                <Statuses
                  before={before && <TitleStatus status={before.status} />}
                  after={after && <TitleStatus status={after.status} />}
                  isSame={before?.status === after?.status}
                />
              ),
            },
          ]}
        />
      )}
      {count > items.length && <p className={styles.soft}>{text.more(items.length, count)}</p>}
    </div>
  )
}

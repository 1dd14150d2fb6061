import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useList } from '../../api/queries.ts'
import { AsOf } from '../../ledger/as-of.tsx'
import { text } from '../../texts/en/decisions.ts'
import { Page } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Inbox } from './inbox.tsx'
import { decisionsList } from './queries.ts'
import { Settled } from './settled.tsx'

const route = getRouteApi('/decisions')

export const DecisionsPage = () => {
  const { kind, status } = route.useSearch()
  const navigate = useNavigate({ from: '/decisions' })
  const { first } = useList(decisionsList(undefined, kind))
  const waiting = first?.totals.count ?? 0
  return (
    <Page
      title={text.title}
      aside={waiting > 0 && <Status means="decide">{text.waiting(waiting)}</Status>}
      lead={<AsOf of={first} />}
    >
      <Tabs
        label={text.tabs}
        current={status === 'settled' ? 'settled' : 'open'}
        onChange={(id) => void navigate({ search: { status: id === 'settled' ? id : undefined } })}
        tabs={[
          { id: 'open', label: text.open, content: <Inbox /> },
          { id: 'settled', label: text.settled, content: <Settled /> },
        ]}
      />
    </Page>
  )
}

import { Link } from '@tanstack/react-router'
import { PositionNotice } from '../../ledger/overview.tsx'
import { text } from '../../texts/en/positions.ts'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { ChangesTab } from './changes-tab.tsx'
import { FamiliesTab } from './families-tab.tsx'
import { usePositionSearch } from './search.ts'
import { TitlesTab } from './titles-tab.tsx'

const tabs = [
  { id: 'families', label: text.families, content: <FamiliesTab /> },
  { id: 'titles', label: text.titles, content: <TitlesTab /> },
  { id: 'changes', label: text.changes, content: <ChangesTab /> },
]

/** What does not mean the same on another tab. */
const own = { status: undefined, kind: undefined, metric: undefined, has: undefined, sort: undefined }

export const PositionsPage = () => {
  const { search, ask } = usePositionSearch()
  return (
    <Page
      title={text.title}
      actions={
        <>
          <Link to="/subscriptions">{text.subscriptions}</Link>
          <Link to="/entitlements">{text.entitlements}</Link>
        </>
      }
    >
      <Tabs
        label={text.tabs}
        tabs={tabs}
        current={tabs.find(({ id }) => id === search.view)?.id ?? 'families'}
        onChange={(view) => ask({ ...own, view: view === 'families' ? undefined : view })}
      />
      <PositionNotice />
    </Page>
  )
}

import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { text } from '../../texts/en/trail.ts'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Policies } from './policies.tsx'
import { Recognition } from './recognition.tsx'
import { Roles } from './roles.tsx'
import { Runs } from './runs.tsx'
import { Settings } from './settings.tsx'
import { Trail } from './trail.tsx'

const route = getRouteApi('/trail')

const tabs = [
  { id: 'trail', label: text.tab.trail, content: <Trail /> },
  { id: 'settings', label: text.tab.settings, content: <Settings /> },
  { id: 'policies', label: text.tab.policies, content: <Policies /> },
  { id: 'roles', label: text.tab.roles, content: <Roles /> },
  { id: 'recognition', label: text.tab.recognition, content: <Recognition /> },
  { id: 'runs', label: text.tab.runs, content: <Runs /> },
]

export const TrailPage = () => {
  const { tab } = route.useSearch()
  const navigate = useNavigate({ from: '/trail' })
  const current = tabs.some(({ id }) => id === tab) ? (tab ?? 'trail') : 'trail'
  return (
    <Page title={text.title}>
      <Tabs
        label={text.tabs}
        tabs={tabs}
        current={current}
        onChange={(id) => void navigate({ search: { tab: id === 'trail' ? undefined : id } })}
      />
    </Page>
  )
}

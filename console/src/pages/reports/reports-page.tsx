import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useIsManager } from '../../ledger/me.ts'
import { text } from '../../texts/en/reports.ts'
import { text as schedules } from '../../texts/en/schedules.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { NewReport } from './new-report.tsx'
import { ReportList } from './report-list.tsx'
import { ReportViewer } from './report-viewer.tsx'
import { NewSchedule } from './schedule-form.tsx'
import { ScheduleList } from './schedule-list.tsx'

const route = getRouteApi('/reports')

export const ReportsPage = () => {
  const { tab, report } = route.useSearch()
  const navigate = useNavigate({ from: '/reports' })
  const isManager = useIsManager()
  const [isMaking, setMaking] = useState(false)
  if (report !== undefined) return <ReportViewer reportId={report} />
  const isSchedules = tab === 'schedules'
  const make = () => setMaking(true)
  return (
    <Page
      title={text.title}
      actions={
        (!isSchedules || isManager) && (
          <Button look="main" onClick={make}>
            {isSchedules ? schedules.make : text.make}
          </Button>
        )
      }
    >
      <Tabs
        label={text.tabs}
        current={isSchedules ? 'schedules' : 'reports'}
        onChange={(id) => void navigate({ search: { tab: id === 'schedules' ? id : undefined } })}
        tabs={[
          { id: 'reports', label: text.reports, content: <ReportList onMake={make} /> },
          { id: 'schedules', label: text.schedules, content: <ScheduleList onMake={make} /> },
        ]}
      />
      {isMaking &&
        (isSchedules ? (
          <NewSchedule onClose={() => setMaking(false)} />
        ) : (
          <NewReport onClose={() => setMaking(false)} />
        ))}
    </Page>
  )
}

import { Page } from '../../ui/page.tsx'

export const ReportsPage = () => <Page title="Reports and schedules">{null}</Page>

import { Page } from '../../ui/page.tsx'

export const AlertsPage = () => <Page title="Alerts">{null}</Page>

import { Page } from '../../ui/page.tsx'

export const DevicePage = () => <Page title="Device">{null}</Page>

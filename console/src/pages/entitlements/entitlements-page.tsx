import { Page } from '../../ui/page.tsx'

export const EntitlementsPage = () => <Page title="Entitlements">{null}</Page>

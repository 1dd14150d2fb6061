import { Page } from '../../ui/page.tsx'

export const AgreementsPage = () => <Page title="Agreements">{null}</Page>

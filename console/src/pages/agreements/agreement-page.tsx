import { Page } from '../../ui/page.tsx'

export const AgreementPage = () => <Page title="Agreement">{null}</Page>

import { Page } from '../../ui/page.tsx'

export const DecisionsPage = () => <Page title="Decisions">{null}</Page>

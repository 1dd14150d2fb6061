import { Page } from '../../ui/page.tsx'

export const FamilyPage = () => <Page title="Family">{null}</Page>

import { Page } from '../../ui/page.tsx'

export const TitlePage = () => <Page title="Title">{null}</Page>

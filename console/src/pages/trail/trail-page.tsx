import { Page } from '../../ui/page.tsx'

export const TrailPage = () => <Page title="Trail and settings">{null}</Page>

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAct } from '../../ledger/act.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/reports.ts'
import { time } from '../../texts/format.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { download } from './download.ts'
import { aboutOf, isOpen, reportName, reportQuery } from './queries.ts'
import styles from './reports.module.css'

/** One report, read in place. The page in it loads and runs nothing. */
export const ReportViewer = ({ reportId }: { reportId: string }) => {
  const query = useQuery(reportQuery(reportId))
  const { data: report } = query
  const saving = useAct({ act: async () => report && download(report) })
  const name = report ? reportName(report) : text.title
  return (
    <Page
      title={name}
      lead={report && `${aboutOf(report)} · ${time(report.createdAt)}`}
      actions={
        <>
          <Link to="/reports" className={buttonLook()}>
            {text.back}
          </Link>
          {report?.status === 'completed' && (
            <Button busy={saving.isBusy} onClick={() => saving.act()}>
              {text.download}
            </Button>
          )}
        </>
      }
    >
      {saving.error && <ProblemNotice error={saving.error} />}
      <Loaded query={query}>
        {(shown) =>
          shown.downloadUrl !== undefined && shown.format === 'html' ? (
            <iframe title={text.viewer(name)} src={shown.downloadUrl} sandbox="" className={styles.viewer} />
          ) : isOpen(shown) ? (
            <Progress label={text.statuses[shown.status]} {...shown.progress} />
          ) : (
            <p>{shown.error?.message ?? (shown.status === 'completed' ? text.notHtml : text.statuses[shown.status])}</p>
          )
        }
      </Loaded>
    </Page>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/connector.ts'
import { number } from '../../texts/format.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Facts } from '../../ui/page.tsx'
import styles from './connector.module.css'
import { type GraphRun, runQuery } from './queries.ts'

const facts = text.facts

/** Why something was not read, and what to do about it. */
export const RunErrors = ({ errors }: Pick<GraphRun, 'errors'>) =>
  errors.map(({ part, code, message }) => {
    const words = text.errors[code]
    return (
      <Notice
        key={`${part} ${code} ${message}`}
        means="short"
        title={`${part === undefined ? '' : `${text.parts[part]}: `}${words?.title ?? code}`}
      >
        <p>{message}</p>
        <p>
          {words?.fix} <small>{code}</small>
        </p>
      </Notice>
    )
  })

/** The imports of a run, by what each has. */
export const ImportLinks = ({ parts }: Pick<GraphRun, 'parts'>) => (
  <span className={styles.links}>
    {parts.map(
      ({ part, importId }) =>
        importId !== undefined && (
          <Link key={part} to="/imports/$importId" params={{ importId }}>
            {text.importOf[part]}
          </Link>
        ),
    )}
  </span>
)

/** The link is read when it is shown: it is good for some minutes. */
const MissingList = ({ runId, missing }: { runId: string; missing: number }) => {
  const { data } = useQuery(runQuery(runId))
  return (
    <Notice
      means="decide"
      title={text.withoutSoftware}
      actions={
        data?.withoutSoftwareUrl !== undefined && (
          <a href={data.withoutSoftwareUrl} className={buttonLook()} download>
            {text.download}
          </a>
        )
      }
    >
      <p>{text.missing(missing)}</p>
    </Notice>
  )
}

/** What a run has read, what it could not read and what to do about that. */
export const RunResult = ({ run }: { run: GraphRun }) => {
  const { plans, plansLeftOut, users, devices, devicesWithoutSoftware: missing } = run.counts
  return (
    <>
      <RunErrors errors={run.errors} />
      <Facts
        facts={[
          [facts.devices, devices === 0 ? common.none : text.complete(devices - missing, devices)],
          [facts.plans, text.plans(plans, plansLeftOut)],
          [facts.users, number(users)],
          [text.imports, <ImportLinks key="imports" parts={run.parts} />],
        ]}
      />
      {missing > 0 && <MissingList runId={run.id} missing={missing} />}
    </>
  )
}

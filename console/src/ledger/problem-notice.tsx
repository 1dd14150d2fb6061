import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Problem } from '../api/problem.ts'
import { text } from '../texts/en/common.ts'
import { Button, buttonLook } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Message } from './message.tsx'
import { missingOf, NotThere } from './not-there.tsx'

const words = text.problem

const titleOf = ({ code, status }: Problem): string => words.titles[code] ?? words.byStatus[status] ?? words.other

const hintOf = ({ status }: Problem): string | undefined =>
  status === 0 ? words.offlineHint : status === 429 || status === 503 ? words.busyHint : undefined

interface ProblemNoticeProps {
  error: unknown
  onRetry?: () => void
  /** More to do about it. */
  actions?: ReactNode
}

/** What the service says, unless it says that fields are wrong, which stands at them. */
const detailOf = (problem: Problem): string | undefined => {
  if (problem.status === 0) return hintOf(problem)
  return problem.code === 'validation' && problem.errors.some(({ pointer }) => pointer) ? words.marked : problem.message
}

/** Filters of the address that the service does not take: without them the page opens. */
const WithoutFilters = ({ names }: { names: readonly string[] }) => (
  <>
    <p>{words.address(names)}</p>
    <p>
      <Link to="." search={{}} className={buttonLook()}>
        {words.withoutFilters}
      </Link>
    </p>
  </>
)

/** What addresses call otherwise than the service. */
const inAddress: Record<string, string> = { from: 'since', to: 'day' }

const wrongFilters = (problem: Problem | undefined, search: object): string[] =>
  problem?.status === 400
    ? problem.errors.flatMap(
        ({ parameter = '' }) => [parameter, inAddress[parameter] ?? ''].find((name) => name in search) ?? [],
      )
    : []

/** What went wrong, in words, with the code and the request that administrators look for. */
export const ProblemNotice = ({ error, onRetry, actions }: ProblemNoticeProps) => {
  const search = useSearch({ strict: false })
  const missing = onRetry && missingOf(error)
  if (missing) return <NotThere what={missing} />
  const problem = error instanceof Problem ? error : undefined
  const general = problem?.errors.filter(({ pointer }) => pointer === undefined || pointer === '') ?? []
  const filters = wrongFilters(problem, search)
  const detail = problem ? detailOf(problem) : error instanceof Error ? error.message : String(error)
  return (
    <Notice
      means="short"
      title={problem ? titleOf(problem) : words.other}
      actions={
        (onRetry || actions) && (
          <>
            {actions}
            {onRetry && filters.length === 0 && <Button onClick={onRetry}>{text.retry}</Button>}
          </>
        )
      }
    >
      {filters.length > 0 ? (
        <WithoutFilters names={filters} />
      ) : (
        <>
          <p>{detail !== undefined && <Message of={detail} />}</p>
          {problem && problem.status > 0 && hintOf(problem) && <p>{hintOf(problem)}</p>}
          {general.map(
            ({ code, message }) =>
              message !== problem?.message && (
                <p key={code + message}>
                  <Message of={message} />
                </p>
              ),
          )}
        </>
      )}
      {problem && (
        <small>
          {words.code}: <code>{problem.code}</code>
          {problem.requestId !== undefined && (
            <>
              {' · '}
              {words.request}: <code>{problem.requestId}</code>
            </>
          )}
        </small>
      )}
    </Notice>
  )
}

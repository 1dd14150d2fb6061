import type { ReactNode } from 'react'
import { Problem } from '../api/problem.ts'
import { text } from '../texts/en/common.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

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

/** What went wrong, in words, with the code and the request that administrators look for. */
export const ProblemNotice = ({ error, onRetry, actions }: ProblemNoticeProps) => {
  const problem = error instanceof Problem ? error : undefined
  const general = problem?.errors.filter(({ pointer }) => pointer === undefined || pointer === '') ?? []
  return (
    <Notice
      means="short"
      title={problem ? titleOf(problem) : words.other}
      actions={
        (onRetry || actions) && (
          <>
            {actions}
            {onRetry && <Button onClick={onRetry}>{text.retry}</Button>}
          </>
        )
      }
    >
      <p>{problem?.status === 0 ? hintOf(problem) : error instanceof Error ? error.message : String(error)}</p>
      {problem && problem.status > 0 && hintOf(problem) && <p>{hintOf(problem)}</p>}
      {general.map(({ code, message }) => message !== problem?.message && <p key={code + message}>{message}</p>)}
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

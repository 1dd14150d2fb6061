/** What a check found. Something that cannot be checked has not passed. */
export type Finding =
  | { outcome: 'ok' | 'not checked'; subject: string; says: string }
  | { outcome: 'WRONG'; subject: string; says: string; todo: string }

export const redeploy = 'Deploy the stage again, which mends it.'

const reportTo = (found: Finding[], subject: string) => {
  const ok = (says: string) => void found.push({ outcome: 'ok', subject, says })
  const wrong = (says: string, todo = redeploy) => void found.push({ outcome: 'WRONG', subject, says, todo })
  const notChecked = (says: string) => void found.push({ outcome: 'not checked', subject, says })
  const expect = (holds: boolean, so: string, not: string, todo?: string) => (holds ? ok(so) : wrong(not, todo))
  return { ok, wrong, notChecked, expect }
}
export type Report = ReturnType<typeof reportTo>

const isNamed = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name)

/** What was asked for; undefined when an error of one of these names says that it is not there. */
export const ifThere = async <T>(asked: Promise<T>, ...names: string[]): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (isNamed(error, names)) return undefined
    throw error
  }
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`
  return `${error.message || error.name}${cause}`
}

export const examine = async (subject: string, check: (report: Report) => Promise<void>): Promise<Finding[]> => {
  const found: Finding[] = []
  const report = reportTo(found, subject)
  try {
    await check(report)
  } catch (error) {
    const todo = isNamed(error, ['AccessDenied', 'AccessDeniedException', 'Forbidden'])
      ? 'Use a role that may read it, such as ReadOnlyAccess.'
      : 'Check whether this machine reaches it; try again.'
    report.wrong(`This could not be found out: ${messageOf(error)}.`, todo)
  }
  return found
}

export const show = (finding: Finding): string => {
  const line = `${finding.outcome.padEnd(13)}${finding.subject.padEnd(12)}${finding.says}`
  return finding.outcome === 'WRONG' ? `${line}\n${' '.repeat(25)}To do: ${finding.todo}` : line
}

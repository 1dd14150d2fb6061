/** What a check found. What cannot be checked is said so: it has not passed. */
export type Finding =
  | { outcome: 'ok' | 'not checked'; subject: string; says: string }
  | { outcome: 'WRONG'; subject: string; says: string; todo: string }

/** Findings about one subject. */
export const findings = (subject: string) => ({
  ok: (says: string): Finding => ({ outcome: 'ok', subject, says }),
  /** @param todo what to do about it */
  wrong: (says: string, todo: string): Finding => ({ outcome: 'WRONG', subject, says, todo }),
  /** @param why it cannot be checked */
  notChecked: (why: string): Finding => ({ outcome: 'not checked', subject, says: why }),
})

/** One side of a yes or no. */
export const found = (holds: boolean, ifSo: Finding, ifNot: Finding): Finding => (holds ? ifSo : ifNot)

export const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof Error && names.includes(error.name)

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`
  return `${error.message || error.name}${cause}`
}

/** A check that failed itself. */
export const checkFailed = (subject: string, error: unknown): Finding =>
  findings(subject).wrong(
    `This could not be found out: ${messageOf(error)}.`,
    isNamed(error, 'AccessDenied', 'AccessDeniedException', 'Forbidden')
      ? 'Use a role that may read it, such as ReadOnlyAccess.'
      : 'See whether this machine reaches it; try again.',
  )

const columns = { outcome: 13, subject: 12 }

/** A finding as lines of text. */
export const show = (finding: Finding): string => {
  const { outcome, subject, says } = finding
  const line = `${outcome.padEnd(columns.outcome)}${subject.padEnd(columns.subject)}${says}`
  return finding.outcome === 'WRONG'
    ? `${line}\n${' '.repeat(columns.outcome + columns.subject)}To do: ${finding.todo}`
    : line
}

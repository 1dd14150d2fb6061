import type { AgreementType } from './agreement.ts'

/** How many agreements are meant, and how many of them are other ones: what a group's counters hold. */
export interface Members {
  count: number
  others: number
}

export const nobody: Members = { count: 0, others: 0 }

export const membersOf = (agreements: readonly { type: AgreementType }[]): Members => ({
  count: agreements.length,
  others: agreements.filter(({ type }) => type === 'other').length,
})

/** @param count of agreements, all of one type */
export const membersOfType = (type: AgreementType, count: number): Members => ({
  count,
  others: type === 'other' ? count : 0,
})

export const addMembers = (some: Members, more: Members): Members => ({
  count: some.count + more.count,
  others: some.others + more.others,
})

export const isSame = (some: Members, others: Members): boolean =>
  some.count === others.count && some.others === others.others

import { ascendingByAll } from '../../foundation/collections.ts'
import { type Cause, CauseKind, type Subject, subjectsShown } from './change.ts'

export type Tally = ReturnType<typeof newTally>

/** Sums by cause, with what each is about. */
export const newTally = () => {
  const sums = new Map<CauseKind, { delta: number; subjects: Map<string, { subject: Subject; size: number }> }>()
  const add = (kind: CauseKind, delta: number, subject?: Subject): void => {
    const sum = sums.get(kind) ?? { delta: 0, subjects: new Map() }
    sums.set(kind, sum)
    sum.delta += delta
    if (!subject) return
    const key = `${subject.type}\n${subject.id ?? ''}\n${subject.name}`
    const known = sum.subjects.get(key)
    sum.subjects.set(key, { subject, size: (known?.size ?? 0) + Math.abs(delta) })
  }
  return { sums, add }
}

export const causesOf = ({ sums }: Tally): Cause[] =>
  [...sums]
    .map(([kind, { delta, subjects }]) => {
      const ordered = [...subjects.values()].sort(
        ascendingByAll(({ size, subject: { name, id = '' } }) => [-size, name, id]),
      )
      const largest = ordered.slice(0, subjectsShown).map(({ subject }) => subject)
      return { kind, delta, subjects: largest, subjectCount: ordered.length }
    })
    .sort(ascendingByAll(({ kind, delta }) => [-Math.abs(delta), CauseKind.options.indexOf(kind)]))

/**
 * Licenses that are the same meet more where machines came, and less where they went: a site license does, and one that
 * meets several requirements of a machine. This is a part of what those machines changed.
 */
export const setOff = ({ sums }: Tally, shifted: number): void => {
  let rest = shifted
  const ofMachines = [sums.get('devices'), sums.get('installs')].filter((sum) => sum !== undefined)
  for (const sum of ofMachines.sort((one, other) => Math.abs(other.delta) - Math.abs(one.delta))) {
    if (Math.sign(sum.delta) !== -Math.sign(rest)) continue
    const part = Math.sign(rest) * Math.min(Math.abs(rest), Math.abs(sum.delta))
    sum.delta += part
    rest -= part
  }
}

/** The cause that takes what no other one explains. */
export const causeOfRest = ({ sums }: Tally, isKnowledgeNew: boolean): CauseKind => {
  if (isKnowledgeNew) return 'knowledge'
  if (sums.size === 0 || sums.has('decisions')) return 'decisions'
  const [largest] = [...sums].sort(ascendingByAll(([, { delta }]) => [-Math.abs(delta)]))
  return largest?.[0] ?? 'decisions'
}

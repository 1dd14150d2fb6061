import { type Combination, type Cover, type Family, groupsOf, sum } from './family-data.ts'

/** What machines require of one title. */
export interface Requirement {
  titleId: string
  title: string
  /** Units of the metric of the family. */
  required: number
  covered: number
  open: number
  coverage: Cover[]
  /** What machines have that require it, those of most machines first. */
  combinations: Combination[]
}

/** What is required, by title: what lacks most first, then the largest. */
export const requirementsOf = ({
  combinations,
  coverage,
}: Pick<Family, 'combinations' | 'coverage'>): Requirement[] => {
  const covers = groupsOf(coverage, ({ titleId }) => titleId)
  const needs = combinations
    .filter(({ state }) => state === 'required')
    .flatMap((combination) => combination.titles.map((title) => ({ ...title, combination })))
  return [...groupsOf(needs, ({ titleId }) => titleId)]
    .map(([titleId, rows]): Requirement => {
      const required = sum(rows.map(({ combination: { machines, units } }) => machines * units))
      const rights = covers.get(titleId) ?? []
      const covered = sum(rights.map(({ quantity }) => quantity))
      return {
        titleId,
        title: rows[0]?.title ?? titleId,
        required,
        covered,
        open: required - covered,
        coverage: rights,
        combinations: rows.map(({ combination }) => combination).sort((one, other) => other.machines - one.machines),
      }
    })
    .sort(
      (one, other) => other.open - one.open || other.required - one.required || one.title.localeCompare(other.title),
    )
}

/** Machines on which some requirement is open. */
export const openMachines = (combinations: readonly Combination[]): number =>
  sum(combinations.filter(({ state }) => state === 'required').map(({ machines, complete }) => machines - complete))

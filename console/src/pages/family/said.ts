import { text } from '../../texts/en/family.ts'
import type { Answer, Spare } from './answer.ts'
import { isOfPeople, sum } from './family-data.ts'

const words = text.answer

/** Titles and licenses that a sentence names; the others are added up. */
const most = 3

const whyNot = ({ differs }: Spare): string | undefined => {
  switch (differs.is) {
    case 'version':
      return words.differs.version(differs.has, differs.needs, differs.hasAssurance)
    case 'edition':
      return words.differs.edition(differs.has, differs.needs)
    case 'restricted':
      return words.differs.restricted(differs.rights)
    case 'other':
      return undefined
  }
}

const spareParts = (spare: readonly Spare[], says: (spare: Spare) => string | undefined): string[] => {
  const named = spare.length > most + 1 ? spare.slice(0, most) : spare
  const rest = sum(spare.slice(named.length).map(({ quantity }) => quantity))
  return [
    ...named.map((one) => words.sparePart(one.quantity, one.name, says(one))),
    ...(rest > 0 ? [words.spareOthers(rest)] : []),
  ]
}

const lackOf = ({ position: { metric, shortfall, required, owned }, machines, lacks }: Answer): string => {
  const [first, ...more] = lacks
  if (!first || isOfPeople(metric)) return words.lackOfPeople(metric, shortfall, required, owned)
  if (more.length === 0) return words.lackOfOne(machines, metric, first.open, first.title)
  const named = lacks.length > most + 1 ? lacks.slice(0, most) : lacks
  const rest = lacks.slice(named.length)
  return words.lackOfSome(machines, metric, shortfall, [
    ...named.map(({ open, title }) => words.part(open, title)),
    ...(rest.length > 0 ? [words.moreParts(sum(rest.map(({ open }) => open)), rest.length)] : []),
  ])
}

const headlineOf = (answer: Answer): string => {
  const { metric, shortfall, owned, required, needsData, unlimited, status } = answer.position
  if (shortfall > 0) return lackOf(answer)
  if (status === 'needs-data') return words.needsData(needsData)
  if (status === 'not-measured') return words.notMeasured(metric, owned, unlimited)
  if (required > 0) return unlimited && owned === 0 ? words.licensedBySite : words.licensed(metric, required)
  if (unlimited) return words.unusedUnlimited
  return owned > 0 ? words.unused(metric, owned) : words.nothing
}

const ofShortfall = ({ position: { metric, surplus }, lacks, spare, switchedOff, isProven }: Answer): string[] => {
  const isOne = lacks.length === 1
  const named = lacks.slice(0, most)
  return [
    ...named.map(({ title, covered, open }) => {
      const name = isOne ? undefined : title
      return covered > 0 ? words.covered(covered, covered + open, name) : words.nothingMayRun(name)
    }),
    ...(lacks.length === 0
      ? []
      : surplus === 0
        ? [words.noSpare]
        : [
            isProven
              ? words.spareButNot(metric, surplus, isOne, spareParts(spare, whyNot))
              : words.spareUnproven(
                  metric,
                  surplus,
                  spareParts(spare, () => undefined),
                ),
          ]),
    ...(switchedOff.length > 0 ? [words.switchedOff(switchedOff)] : []),
  ]
}

/** Why the position is what it is: one sentence that says it, and those that explain it. */
export const saidOf = (answer: Answer): { headline: string; more: string[] } => {
  const { position, spare, missing, withoutPlan, planUnknown, others, isProven, isEndKnown } = answer
  const { metric, shortfall, surplus, status } = position
  return {
    headline: headlineOf(answer),
    more: [
      ...(shortfall > 0 && !isOfPeople(metric)
        ? ofShortfall(answer)
        : surplus > 0 && status !== 'unused' && !isOfPeople(metric)
          ? [
              words.spare(
                metric,
                surplus,
                spareParts(spare, () => undefined),
              ),
            ]
          : []),
      ...(status === 'not-measured' ? [words.notMeasuredHint(metric)] : []),
      ...missing.map(({ what, machines }) => words.missing[what](machines)),
      ...(withoutPlan > 0 ? [words.withoutPlan(withoutPlan)] : []),
      ...(planUnknown > 0 ? [words.planUnknown(planUnknown)] : []),
      ...others.map((other) => words.other(other.metric, other.owned, other.used, other.shortfall)),
      ...(isProven || (shortfall > 0 && surplus > 0) ? [] : [words.notProven]),
      ...(isEndKnown ? [] : [words.endUnknown]),
    ],
  }
}

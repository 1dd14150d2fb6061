import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { text } from '../../texts/en/family.ts'
import { Section } from '../../ui/page.tsx'
import { Waterfall, type WaterfallStep } from '../../ui/waterfall.tsx'
import { type Family, isOfPeople } from './family-data.ts'
import styles from './family-page.module.css'

const words = text.whereTo

const toMachines = (family: Family, machines: string, label: string): ReactNode => (
  <Link
    to="/families/$familyId"
    params={{ familyId: family.id }}
    search={(before: object) => ({ ...before, tab: 'machines', machines })}
    resetScroll={false}
  >
    {label}
  </Link>
)

const installSteps = (family: Family): WaterfallStep[] => {
  const { total, freeOrComponent, sameMachine, coveredBySubscription, exempt, needsData, required } = family.installs
  return [
    { id: 'total', is: 'whole', value: total, label: words.total, hint: words.unit },
    { id: 'free', is: 'part', value: freeOrComponent, label: words.freeOrComponent },
    { id: 'same', is: 'part', value: sameMachine, label: words.sameMachine },
    ...(coveredBySubscription > 0
      ? [{ id: 'plans', is: 'part' as const, value: coveredBySubscription, label: words.coveredBySubscription }]
      : []),
    {
      id: 'exempt',
      is: 'part',
      value: exempt,
      label: exempt > 0 ? toMachines(family, 'exempt', words.exempt) : words.exempt,
    },
    {
      id: 'needs-data',
      is: 'part',
      value: needsData,
      means: 'decide',
      label: needsData > 0 ? toMachines(family, 'needs-data', words.needsData) : words.needsData,
    },
    { id: 'required', is: 'rest', value: required, label: words.requiredInstalls },
  ]
}

const requirementSteps = (family: Family): WaterfallStep[] => {
  const { metric, required, covered, shortfall } = family
  const isOfMachines = !isOfPeople(metric)
  return [
    { id: 'required', is: 'whole', value: required, label: words.required[metric] },
    { id: 'covered', is: 'part', value: covered, label: words.covered, means: 'covered' },
    {
      id: 'shortfall',
      is: 'rest',
      value: shortfall,
      means: 'short',
      label: shortfall > 0 && isOfMachines ? toMachines(family, 'open', words.shortfall) : words.shortfall,
    },
  ]
}

const licenseSteps = ({ metric, owned, surplus }: Pick<Family, 'metric' | 'owned' | 'surplus'>): WaterfallStep[] => [
  { id: 'owned', is: 'whole', value: owned, label: words.owned[metric] },
  { id: 'used', is: 'part', value: owned - surplus, label: words.used, means: 'covered' },
  { id: 'surplus', is: 'rest', value: surplus, label: words.surplus, means: 'spare' },
]

/** Where each install went, and each license: sums that add up from one line to the next. */
export const WhereTo = ({ family }: { family: Family }) => {
  const isMeasured = family.status !== 'not-measured'
  return (
    <Section title={words.title}>
      <div className={styles.blocks}>
        <Waterfall label={words.title} steps={installSteps(family)} />
        {isMeasured && <Waterfall label={words.required[family.metric]} steps={requirementSteps(family)} />}
        <Waterfall
          label={words.owned[family.metric]}
          steps={isMeasured ? licenseSteps(family) : licenseSteps(family).slice(0, 1)}
        />
        {family.others.map((other) => (
          <Waterfall
            key={other.metric}
            label={words.owned[other.metric]}
            steps={other.used === undefined ? licenseSteps(other).slice(0, 1) : licenseSteps(other)}
          />
        ))}
        {family.unlimited && <p className={styles.soft}>{words.unlimited}</p>}
      </div>
    </Section>
  )
}

import { expect, it } from 'vitest'
import type {
  BothDays,
  ComparedLicense,
  FamilyOnDay,
  Requirement,
} from '../../../../lib/positions/changes/both-days.ts'
import { explainFamily } from '../../../../lib/positions/changes/explain-family.ts'

const license = (id: string, quantity: number | undefined, more: Partial<ComparedLicense> = {}): ComparedLicense => ({
  ...{ id, name: `License ${id}`, productFamily: 'Office', edition: 'Standard', version: '2019', metric: 'device' },
  ...{ quantity, used: 0, assigned: undefined, counted: true, notCounted: undefined, softwareAssurance: false },
  ...{ softwareAssuranceEnd: undefined, restrictions: undefined, source: 'agreement', agreementId: id },
  ...{ startDate: undefined, endDate: undefined, direct: undefined, excluded: undefined },
  ...more,
})

const need = (id: string, machineIds: string[], more: Partial<Requirement> = {}): Requirement => ({
  ...{ id, state: 'required', units: 1, titles: [`title of ${id}`], machines: machineIds.length, machineIds },
  ...more,
})

/** A family whose licenses meet so many units of what they have, or of a site license's. */
const family = (
  requirements: readonly Requirement[],
  licenses: readonly ComparedLicense[],
  met: Record<string, number> = {},
  more: Partial<FamilyOnDay['figures']> = {},
): FamilyOnDay => {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const required = sum(
    requirements.map((one) => (one.state === 'required' ? one.machines * one.units * one.titles.length : 0)),
  )
  const covered = sum(Object.values(met))
  const owned = sum(licenses.map(({ quantity = 0 }) => quantity))
  const used = sum(licenses.map((one) => (one.quantity === undefined ? 0 : one.used)))
  return {
    figures: {
      ...{ metric: 'device', owned, required, covered, shortfall: required - covered, surplus: owned - used },
      ...{ needsData: 0, exempt: 0, byRight: JSON.stringify(met), inCores: false, ...more },
    },
    ...{ requirements, licenses, met: new Map(Object.entries(met)) },
  }
}

const both: BothDays = {
  ...{ days: { from: '2026-01-01', to: '2026-01-08' }, isKnowledgeNew: false, arePoliciesNew: false },
  countsOnBoth: (device) => device.startsWith('old'),
  isLinkedAnew: (device) => device.startsWith('linked'),
  ...{ judgementOf: () => undefined, whyMoved: () => undefined, titleName: (id) => id, deviceName: (id) => id },
}
const newer: BothDays = { ...both, isKnowledgeNew: true }
const judgedBy = (judgement: 'decisions' | 'knowledge' | 'named'): BothDays => ({
  ...both,
  judgementOf: () => judgement,
})

type Case = [what: string, FamilyOnDay | undefined, FamilyOnDay | undefined, causes: string[], BothDays?]

const owns = (quantity: number | undefined, more?: Partial<ComparedLicense>) =>
  family([], [license('L', quantity, more)])
const users = (used: number, more?: Partial<ComparedLicense>) =>
  family(
    [],
    [license('L', 9, { metric: 'user', source: 'subscriptions', ...more })],
    {},
    {
      ...{ metric: 'user', owned: 9, required: used, covered: used, shortfall: 0, surplus: 9 - used },
    },
  )
const site = (machines: string[]) => family([need('A', machines)], [license('S', undefined)], { S: machines.length })
/** One license meets two requirements of each machine. */
const twice = (machines: string[]) =>
  family([need('A', machines, { titles: ['t1', 't2'] })], [license('L', 5, { used: machines.length })], {
    L: machines.length * 2,
  })

it.each<Case>([
  ['nothing', owns(3), owns(3), []],
  ['a new device', family([], []), family([need('A', ['new 1'])], []), ['devices -1 new 1']],
  ['a device that is gone or stale', family([need('A', ['gone'])], []), family([], []), ['devices +1 gone']],
  ['a device that was linked', family([need('A', ['linked'])], []), family([], []), ['decisions +1 linked']],
  ['an install', family([], []), family([need('A', ['old 1', 'old 2'])], []), ['installs -2 old 1, old 2']],
  ['another version', family([need('A', ['old 1'])], []), family([need('B', ['old 1'])], []), ['installs 0 old 1']],
  [
    'cores that are known now',
    family([need('A', ['old 1'], { state: 'needs-data', titles: ['t'] })], []),
    family([need('B', ['old 1'], { units: 16, titles: ['t'] })], []),
    ['installs -16 old 1'],
  ],
  [
    'an exemption',
    family([need('A', ['old 1'])], []),
    family([need('B', ['old 1'], { state: 'exempt', titles: ['title of A'] })], []),
    ['decisions +1 old 1'],
  ],
  [
    'a plan that the user of a machine has lost',
    family([need('A', ['old 1'], { state: 'nothing', titles: [], subscribed: ['Visio'] })], []),
    family([need('B', ['old 1'], { titles: ['Visio'] })], []),
    ['statements -1 old 1'],
  ],
  [
    'a plan that the user of a machine has got',
    family([need('A', ['old 1'], { titles: ['Windows', 'Other'] })], []),
    family([need('B', ['old 1'], { titles: ['Other'], subscribed: ['Windows'] })], []),
    ['statements +1 old 1'],
  ],
  [
    'a plan for what was not known to be covered',
    family([], []),
    family([need('A', ['old 1'], { state: 'nothing', titles: [], subscribed: ['Visio'] })], []),
    [],
  ],
  [
    'a machine without a plan, where users are counted',
    family([], [], {}, { metric: 'user' }),
    family([need('A', ['old 1'])], [], {}, { metric: 'user', required: 0, shortfall: 0 }),
    ['installs 0 old 1'],
  ],
  [
    'a title that a manager judges',
    family([], []),
    family([need('A', ['old 1'])], []),
    ['decisions -1 old 1'],
    judgedBy('decisions'),
  ],
  [
    'a title that the data judges',
    family([], []),
    family([need('A', ['old 1'])], []),
    ['knowledge -1 old 1'],
    judgedBy('knowledge'),
  ],
  [
    'an agreement that names an unknown title',
    undefined,
    family([need('A', ['old 1'])], [license('L', 3)]),
    ['agreements +2 License L, old 1'],
    judgedBy('named'),
  ],
  ['an agreement', family([], []), owns(3), ['agreements +3 License L']],
  ['more of an agreement', owns(3), owns(8), ['agreements +5 License L']],
  ['a deleted agreement', owns(3), undefined, ['agreements -3 License L']],
  [
    'a statement',
    owns(3, { source: 'license-summary' }),
    owns(8, { source: 'license-summary' }),
    ['statements +5 License L'],
  ],
  ['an answer about a pair', family([], []), owns(3, { source: 'vlsc' }), ['validation +3 License L']],
  [
    'an agreement that ended',
    owns(3, { endDate: '2026-01-05' }),
    owns(0, { endDate: '2026-01-05', counted: false }),
    ['terms -3 License L'],
  ],
  [
    'an agreement that began',
    owns(0, { startDate: '2026-01-05', counted: false }),
    owns(3, { startDate: '2026-01-05' }),
    ['terms +3 License L'],
  ],
  [
    'an end that somebody changed',
    owns(3, { endDate: '2026-09-01' }),
    owns(0, { endDate: '2025-12-01', counted: false }),
    ['agreements -3 License L'],
  ],
  [
    'Software Assurance that ended',
    owns(3, { softwareAssurance: true, softwareAssuranceEnd: '2026-01-05' }),
    owns(3, { softwareAssurance: true, softwareAssuranceEnd: '2026-01-05' }),
    ['terms 0 License L'],
  ],
  ['a restriction', owns(3), owns(3, { restrictions: '["suite"]' }), ['decisions 0 License L']],
  ['a mapping', owns(3), owns(3, { direct: '[["T","manager"]]' }), ['decisions 0 License L']],
  ['a title that a rule finds', owns(3), owns(3, { direct: '[["T","exact"]]' }), []],
  [
    'a license that is mapped to another family',
    owns(3),
    undefined,
    ['decisions -3 License L'],
    { ...both, whyMoved: () => 'decisions' },
  ],
  ['a license that is read otherwise', owns(3), owns(3, { edition: 'Professional' }), ['knowledge 0 License L'], newer],
  [
    'policies',
    owns(3),
    family([], [license('L', 3)], { L: 0 }),
    ['decisions 0 Position policies'],
    { ...both, arePoliciesNew: true },
  ],
  ['a site license that meets what is new', site(['old 1']), site(['old 1', 'new 1']), ['devices 0 new 1']],
  [
    'a new site license',
    family([need('A', ['old 1', 'old 2'])], []),
    site(['old 1', 'old 2']),
    ['agreements +2 License S'],
  ],
  ['a license that meets two requirements', twice(['old 1']), twice(['old 1', 'new 1']), ['devices -1 new 1']],
  ['assigned subscriptions', users(4, { assigned: 4 }), users(6, { assigned: 6 }), ['statements -2 License L']],
  ['declared use', users(4), users(6), ['decisions -2 Declared use']],
  [
    'what nothing else tells, under newer knowledge',
    family([need('A', ['old 1'])], [license('L', 1, { used: 1 })], { L: 1 }),
    family([need('A', ['old 1'])], [license('L', 1)]),
    ['knowledge 0 '],
    newer,
  ],
  [
    'devices that are not kept',
    family([need('A', [], { machines: 4, machineIds: undefined })], []),
    family([need('A', [], { machines: 9, machineIds: undefined })], []),
    ['installs -5 title of A'],
  ],
])('A change is put down to what it is: %s', (_, before, after, causes, days = both) => {
  const found = explainFamily(before, after, days)
  const shown = found.map(({ kind, delta, subjects }) => {
    const sign = delta > 0 ? '+' : ''
    return `${kind} ${sign}${delta} ${subjects.map(({ name }) => name).join(', ')}`
  })
  expect(shown).toEqual(causes)
})

it('Causes name at most 20 subjects, those that count most, and say how many there are', () => {
  const machines = Array.from({ length: 30 }, (_, index) => `new ${String(index).padStart(2, '0')}`)
  const requirements = [need('A', machines), need('B', ['new big'], { units: 16 })]
  const [cause] = explainFamily(undefined, family(requirements, []), both)
  expect(cause).toMatchObject({ kind: 'devices', delta: -46, subjectCount: 31 })
  expect(cause?.subjects.map(({ name }) => name)).toEqual(['new big', ...machines.slice(0, 19)])
})

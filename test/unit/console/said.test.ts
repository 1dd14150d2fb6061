import { describe, expect, it } from 'vitest'
import { answerOf } from '../../../console/src/pages/family/answer.ts'
import type { Family } from '../../../console/src/pages/family/family-data.ts'
import { licenseGroups } from '../../../console/src/pages/family/licenses.ts'
import { requirementsOf } from '../../../console/src/pages/family/requirements.ts'
import { saidOf } from '../../../console/src/pages/family/said.ts'
import { cover, family, license, machines, product } from './family.ts'

const said = (given: Partial<Family>) => {
  const whole = family(given)
  return saidOf(answerOf(whole, licenseGroups(whole), requirementsOf(whole)))
}

const short: Partial<Family> = {
  status: 'under-licensed',
  owned: 445,
  required: 255,
  covered: 240,
  shortfall: 15,
  surplus: 205,
  products: [product('Professional Plus 2019', 255, 15)],
  entitlements: [
    license('a', 'Professional Plus 2019', 240, 240),
    license('b', 'Professional Plus 2013', 180, 0),
    license('c', 'Standard 2019', 25, 0),
  ],
  combinations: [machines('x', ['Professional Plus 2019'], 255, 240)],
  coverage: [cover('a', 'x', 'Professional Plus 2019', 240)],
}

describe('Why a family has a shortfall', () => {
  it('is said with the machines, the license that they lack, and the spare ones that may not run it', () => {
    expect(said(short)).toEqual({
      headline: '15 machines lack a license for Professional Plus 2019.',
      more: [
        '240 of 255 requirements are met, and every license that may run it is in use.',
        '205 licenses are spare, but none may run it: 180 Professional Plus 2013 (2013, not 2019; no Software Assurance) and 25 Standard 2019 (Standard, not Professional Plus).',
      ],
    })
  })

  it('names restrictions of agreements and policies of the ledger', () => {
    expect(
      said({
        ...short,
        surplus: 1,
        policies: { priorVersion: false, softwareAssurance: true, lowerEdition: true },
        entitlements: [
          license('a', 'Professional Plus 2019', 240, 240),
          license('b', 'Professional Plus 2019', 1, 0, { restrictions: ['prior-version'] }),
        ],
      }).more.slice(1),
    ).toEqual([
      '1 license is spare, but it may not run it: 1 Professional Plus 2019 (its agreement forbids: earlier version).',
      'By the policies of this ledger these rights do not count: earlier versions.',
    ])
  })

  it('does not say that spare licenses cannot help where the search was not finished', () => {
    const { more } = said({ ...short, flags: ['not-proven'] })
    expect(more[1]).toMatch(/The search for the best way ended at its limit, so some may still help\.$/)
    expect(more.join()).not.toContain('none may run')
  })

  it('says of several titles how many lack which, and that nothing may run one', () => {
    const titles = ['A 2019', 'B 2019', 'C 2019', 'D 2019', 'E 2019']
    const { headline, more } = said({
      status: 'unlicensed',
      required: 15,
      shortfall: 15,
      products: titles.map((title, index) => product(title, 5 - index, 5 - index)),
      combinations: titles.map((title, index) => machines(title, [title], 5 - index, 0)),
    })
    expect(headline).toBe(
      '15 machines lack 15 licenses: 5 for A 2019, 4 for B 2019, 3 for C 2019, and 3 for 2 other titles.',
    )
    expect(more).toEqual([
      'No license that is owned may run A 2019.',
      'No license that is owned may run B 2019.',
      'No license that is owned may run C 2019.',
      'No license of this family is spare.',
    ])
  })

  it('compares a spare license with what lacks of its own edition, if several lack', () => {
    const { more } = said({
      status: 'under-licensed',
      required: 5,
      shortfall: 5,
      surplus: 3,
      products: [product('A 2019', 3, 3), product('B 2019', 2, 2)],
      entitlements: [license('b', 'B 2016', 2, 0), license('c', 'C 2019', 1, 0)],
      combinations: [machines('x', ['A 2019'], 3, 0), machines('y', ['B 2019'], 2, 0)],
    })
    expect(more.at(-1)).toBe(
      '3 licenses are spare, but none may run them: 2 B 2016 (2016, not 2019; no Software Assurance) and 1 C 2019.',
    )
  })

  it('speaks of cores where cores are counted', () => {
    expect(
      said({
        metric: 'core',
        status: 'under-licensed',
        required: 48,
        covered: 24,
        shortfall: 24,
        products: [product('Standard 2022', 48, 24)],
        entitlements: [license('a', 'Standard 2022', 24, 24, { metric: 'core' })],
        combinations: [machines('x', ['Standard 2022'], 2, 0, { units: 24 })],
        coverage: [cover('a', 'x', 'Standard 2022', 24)],
      }).headline,
    ).toBe('2 machines lack 24 core licenses for Standard 2022.')
  })

  it('compares what is owned with what is declared of users and accesses', () => {
    const access = { metric: 'access', owned: 55, required: 60, covered: 55, shortfall: 5 } as const
    expect(said({ ...access, status: 'under-licensed' })).toEqual({
      headline: '5 access licenses are missing: 60 in use, 55 owned.',
      more: [],
    })
  })
})

describe('Subscriptions on machines', () => {
  it('of users without a plan are said beside licenses of users, and none is said to run what another may', () => {
    const none = { total: 0, freeOrComponent: 0, sameMachine: 0, coveredBySubscription: 0, exempt: 0, needsData: 0 }
    const installs = { ...none, total: 14, required: 14, withoutPlan: 14, planUnknown: 1 }
    const others = [{ metric: 'device', owned: 0, used: 14, shortfall: 14, surplus: 0 }] as const
    const users = { metric: 'user', owned: 8, required: 9, covered: 8, shortfall: 1, status: 'under-licensed' } as const
    const products = [product('Apps 2019', 14, 14)]
    const combinations = [machines('x', ['Apps 2019'], 14, 0)]
    expect(said({ ...users, installs, products, combinations, others: [...others] })).toEqual({
      headline: '1 user license is missing: 9 in use, 8 owned.',
      more: [
        '14 subscriptions are on machines whose users have no plan for them: see Machines.',
        'Of 1 subscription on machines nobody knows whether the user has a plan.',
        'Beside these, 0 licenses are owned, with 14 in use: 14 missing.',
      ],
    })
  })
})

describe('Of other families', () => {
  it.each<[string, Partial<Family>, string, string[]]>([
    ['covered ones', { required: 3, covered: 3 }, 'All 3 licenses that are required are there.', []],
    [
      'covered ones with a surplus',
      { required: 1, covered: 1, owned: 3, surplus: 2, entitlements: [license('a', 'Standard 2019', 3, 1)] },
      'The one required license is there.',
      ['2 licenses are spare: 2 Standard 2019.'],
    ],
    [
      'those with a site license',
      { required: 3, covered: 3, unlimited: true },
      'A site license covers whatever is required.',
      [],
    ],
    ['unused ones', { status: 'unused', owned: 20, surplus: 20 }, '20 licenses owned, and nothing requires any.', []],
    ['empty ones', {}, 'Nothing requires a license, and none is owned.', []],
    [
      'those that nobody measures',
      { metric: 'user', status: 'not-measured', owned: 45 },
      '45 user licenses are owned; how many are used is not measured.',
      ['It is licensed per user, and no inventory shows users. Declare how many use it, and the two are compared.'],
    ],
    [
      'those of which too little is known',
      {
        metric: 'core',
        status: 'needs-data',
        needsData: 3,
        combinations: [
          machines('x', ['Standard 2022'], 2, 0, { state: 'needs-data', missing: 'cores' }),
          machines('y', ['Standard 2022'], 1, 0, { state: 'needs-data', missing: 'host' }),
        ],
        others: [{ metric: 'server', owned: 2, used: 1, shortfall: 0, surplus: 1 }],
      },
      'Of 3 installs it is not known what they require.',
      [
        'The cores are not known of 2 machines: import a file of device facts with them.',
        '1 machine is virtual and licensed by the cores of the host, which no inventory shows: declare the cores of the hosts, and exempt the virtual machines.',
        'Beside these, 2 server licenses are owned, with 1 in use.',
      ],
    ],
    [
      'those whose coverage is not certain',
      { required: 3, covered: 3, flags: ['end-unknown', 'not-proven'] },
      'All 3 licenses that are required are there.',
      [
        'The search for the best coverage ended at its limit: there may be a better one.',
        'Some coverage rests on Software Assurance whose end nobody knows.',
      ],
    ],
  ])('%s are said', (_, given, headline, more) => {
    expect(said(given)).toEqual({ headline, more })
  })
})

import { describe, expect, test } from 'vitest'
import { addDays } from '../../../../lib/foundation/calendar/day.ts'
import { dueOfEnds, dueOfFamilies, dueOfPairs } from '../../../../lib/positions/reconcile/due.ts'
import { expiringAgreements, findEnds } from '../../../../lib/positions/reconcile/find-ends.ts'

const today = '2026-06-15'
const ladder = [90, 60, 30, 7, 1, 0]

type Ending = Parameters<typeof findEnds>[0]
const endsOf = (some: Partial<Ending>) =>
  findEnds({ agreements: [], pairs: [], licenses: [], families: [], entitlements: [], ...some })

describe('an agreement that ends (issue 8: ladder of 90, 60, 30, 7, 1, 0 days)', () => {
  const product = { publisher: 'Contoso', title: 'Paint', licenseCount: 5 }
  const agreement = { type: 'other' as const, id: 'A', name: 'Paint *for* all', product }

  test.each([
    { days: 91, step: undefined, because: 'the ladder does not reach that far' },
    { days: 90, step: 90, because: 'the first step begins on its day' },
    { days: 61, step: 90, because: 'the next step is not reached' },
    { days: 45, step: 60, because: 'the lowest step that is reached counts' },
    { days: 1, step: 1, because: 'it ends tomorrow' },
    { days: 0, step: 0, because: 'its last day still counts' },
    { days: -1, step: undefined, because: 'it is over' },
  ])('is on step $step $days days before its end, as $because', ({ days, step }) => {
    const endDate = addDays(today, days)
    const rows = dueOfEnds(endsOf({ agreements: [{ ...agreement, endDate }] }), today, ladder)
    expect(rows.map(({ subject, condition }) => [subject, condition])).toEqual(
      step === undefined ? [] : [['agreement#A', `${endDate}/${step}`]],
    )
  })

  test('is described in a sentence, without what chats take for markup', () => {
    const [row] = dueOfEnds(endsOf({ agreements: [{ ...agreement, endDate: addDays(today, 30) }] }), today, ladder)
    expect(row).toMatchObject({
      title: 'Paint for all ends in 30 days',
      message:
        'The agreement Paint for all (5 licenses of Paint by Contoso) ends on 2026-07-15, in 30 days. Its last day still counts.',
    })
    expect(JSON.parse(row?.about ?? '')).toMatchObject({ agreementId: 'A', agreementName: 'Paint *for* all', step: 30 })
  })

  test('may be a site license, and may have no end', () => {
    const site = { ...agreement, product: { ...product, licenseCount: 'unlimited' as const } }
    const [row] = dueOfEnds(endsOf({ agreements: [site, { ...site, endDate: today }] }), today, ladder)
    expect(row?.message).toContain('(a site license of Paint by Contoso) ends on 2026-06-15, today.')
  })
})

describe('what else ends', () => {
  const pair = { agreementNumber: 'V1', licenseNumber: '77', agreementId: 'A', endDate: addDays(today, 7) }
  const families = [{ id: 'F', publisher: 'Microsoft' }]
  const license = {
    ...{ id: 'L-SA', family: 0, name: 'Office 2019', metric: 'device', quantity: 40, used: 0, assigned: undefined },
    ...{ productFamily: 'Office', edition: undefined, version: '2019', counted: true, notCounted: undefined },
    ...{ stepUp: false, softwareAssurance: true, softwareAssuranceEnd: pair.endDate, volume: true },
    ...{ restrictions: undefined, source: 'vlsc', productId: 'P', agreementId: 'A', agreementNumber: 'V1' },
    ...{ licenseNumber: '77', startDate: undefined, endDate: pair.endDate, direct: undefined, excluded: undefined },
  }
  const subscription = {
    ...{ id: 'S', product: 0, productFamily: 'Visio Plan 2', version: '', productPool: '', type: '', quantity: 5 },
    ...{ activeSoftwareAssuranceQuantity: 0, upgradeQuantity: undefined, source: 'subscriptions' },
    ...{ agreementNumber: undefined, licenseNumber: undefined, pairStatus: undefined, agreementId: undefined },
    ...{ licenseId: undefined, importId: undefined, notCounted: undefined, assignedQuantity: 3 },
    ...{
      expiredQuantity: 0,
      graceQuantity: undefined,
      disabledQuantity: undefined,
      endDate: addDays(today, 1),
      reportedAt: '',
    },
  }
  const agreements = [{ id: 'A', name: 'Office for all' }]
  const ends = endsOf({ agreements, pairs: [pair], licenses: [license], families, entitlements: [subscription] })

  test('is found by day, each with what it is of', () => {
    expect(
      ends.map(({ date, kind, name, quantity, agreementName, familyId }) => [
        ...[date, kind, name, quantity, agreementName, familyId],
      ]),
    ).toEqual([
      ['2026-06-16', 'subscription', 'Visio Plan 2', 5, undefined, undefined],
      ['2026-06-22', 'pair', 'V1 / 77', undefined, 'Office for all', undefined],
      ['2026-06-22', 'software-assurance', 'Office 2019', 40, 'Office for all', 'F'],
    ])
  })

  test('is due at the same steps; Software Assurance is told with its pair', () => {
    expect(dueOfEnds(ends, today, ladder)).toMatchObject([
      {
        ...{ subject: 'subscription#S', kind: 'subscription-ends', condition: '2026-06-16/1' },
        message: 'The subscription Visio Plan 2 (5 licenses) ends on 2026-06-16, in 1 day. Its last day still counts.',
      },
      {
        ...{ subject: 'pair-end#V1#77', kind: 'pair-ends', condition: '2026-06-22/7', title: 'V1 / 77 ends in 7 days' },
        message:
          'The agreement number pair V1 / 77 of the agreement Office for all, with Software Assurance of 40 licenses, ends on 2026-06-22, in 7 days. Its last day still counts.',
      },
    ])
  })

  test('is in the overview by agreement, or as a subscription, within 90 days', () => {
    const later = { ...pair, licenseNumber: '78', endDate: addDays(today, 60) }
    const far = { ...pair, agreementId: 'B', licenseNumber: '79', endDate: addDays(today, 91) }
    const all = endsOf({
      agreements,
      pairs: [later, pair, far],
      licenses: [license],
      families,
      entitlements: [subscription],
    })
    expect(expiringAgreements(all, today)).toEqual([
      { kind: 'subscription', id: undefined, name: 'Visio Plan 2', endDate: '2026-06-16', familyId: undefined },
      { kind: 'pair', id: 'A', name: 'Office for all', endDate: '2026-06-22', familyId: undefined },
    ])
  })
})

describe('a family', () => {
  const statuses = ['under-licensed', 'unlicensed', 'licensed', 'unused', 'needs-data', 'not-measured']
  const families = statuses.map((status) => {
    const owned = status === 'under-licensed' ? 3 : 0
    const figures = { metric: 'device', owned, required: 4, covered: owned, shortfall: 4 - owned }
    return { id: status, publisher: 'Contoso', name: 'Paint', ...figures, status }
  })

  test('that has some licenses and lacks others is due', () => {
    expect(dueOfFamilies(families, false)).toMatchObject([
      {
        subject: 'family#under-licensed',
        condition: 'short',
        title: 'Paint lacks 1 license',
        message: 'Paint by Contoso requires 4 licenses. 3 are owned; they cover 3 of these.',
      },
    ])
  })

  test('that no license may run is due where that is asked for', () => {
    expect(dueOfFamilies(families, true).map(({ title }) => title)).toEqual([
      'Paint lacks 1 license',
      'Paint lacks 4 licenses',
    ])
  })

  test('is told in its metric', () => {
    const [row] = dueOfFamilies(
      families.map((family) => ({ ...family, metric: 'core' })),
      false,
    )
    expect(row?.title).toBe('Paint lacks 1 core license')
    expect(JSON.parse(row?.about ?? '')).toMatchObject({ familyId: 'under-licensed', metric: 'core', shortfall: 1 })
  })
})

test('a pair is due when VLSC refuses it, with the name of its agreement', () => {
  const pairs = (['pending', 'valid', 'expired', 'not-found'] as const).map((status) => ({
    agreementNumber: 'a1',
    licenseNumber: status,
    agreementId: status,
    status,
  }))
  const rows = dueOfPairs(pairs, (id) => (id === 'expired' ? 'Office' : undefined))
  expect(rows).toMatchObject([
    {
      subject: 'pair#A1#EXPIRED',
      kind: 'pair-expired',
      message:
        'Microsoft volume licensing says that the agreement number pair a1 / expired of the agreement Office has expired.',
    },
    { subject: 'pair#A1#NOT-FOUND', kind: 'pair-not-found', condition: 'not-found' },
  ])
})

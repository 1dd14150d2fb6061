import { describe, expect, it } from 'vitest'
import type { DeviceReport } from '../../../../lib/inventory/devices/device-report.ts'
import type { StoredSeen } from '../../../../lib/inventory/devices/device-store.ts'
import { coversAfter, listReport, type News, newsOf } from '../../../../lib/inventory/reports/plan-report.ts'

const about = [new Date('2026-03-01T00:00:00Z'), 30] as const

const software = (...texts: string[]) =>
  texts.map((text) => {
    const [title = '', version = ''] = text.split('@')
    return { publisher: 'Maker', title, version }
  })

const report = (changes: Partial<DeviceReport> = {}): DeviceReport => ({
  deviceId: 'd1',
  deviceName: 'PC',
  reportedAt: '2026-02-20T00:00:00.000Z',
  software: software('Alpha@1', 'Beta@1'),
  ...changes,
})

/** What is known of a device after a report. */
const seenAfter = (before: DeviceReport): StoredSeen => {
  const { key, softwareCount, digest, namesDigest } = listReport(before)
  const { reportedAt } = before
  return { sk: key, reportedAt, source: 'api', softwareCount, digest, namesDigest, version: 1, updatedAt: reportedAt }
}

const later = '2026-02-21T00:00:00.000Z'
const long = '2026-01-01T00:00:00.000Z'

describe('the news of a report', () => {
  const cases: [string, DeviceReport | undefined, DeviceReport, News][] = [
    ['of a device that is not known', undefined, report(), 'device'],
    ['that is older', report({ reportedAt: later }), report({ software: [] }), 'nothing'],
    ['that was taken already', report(), report(), 'nothing'],
    ['that is newer', report(), report({ reportedAt: later }), 'time'],
    [
      'in another order, with a line twice',
      report(),
      report({ reportedAt: later, software: software('Beta@1', 'Alpha@1', 'Beta@1') }),
      'time',
    ],
    [
      'with another version',
      report(),
      report({ reportedAt: later, software: software('Alpha@2', 'Beta@1') }),
      'versions',
    ],
    [
      'with one more version',
      report(),
      report({ reportedAt: later, software: software('Alpha@1', 'Alpha@2', 'Beta@1') }),
      'versions',
    ],
    [
      'with another name of software',
      report(),
      report({ reportedAt: later, software: software('Alpha@1', 'Gamma@1') }),
      'names',
    ],
    ['of a device with another name', report(), report({ reportedAt: later, deviceName: 'Other' }), 'names'],
    ['of a device that was not seen for too long', report({ reportedAt: long }), report(), 'return'],
    [
      'with another version of a device that was not seen for too long',
      report({ reportedAt: long }),
      report({ software: software('Alpha@2', 'Beta@1') }),
      'names',
    ],
  ]
  it.each(cases)('%s', (_, before, next, expected) => {
    expect(newsOf(listReport(next), before && seenAfter(before), ...about)).toBe(expected)
  })

  it('of two reports of one time the same one stays in either order', () => {
    const [one, other] = [report(), report({ software: software('Gamma@1') })]
    const news = [
      newsOf(listReport(other), seenAfter(one), ...about),
      newsOf(listReport(one), seenAfter(other), ...about),
    ].sort()
    expect(news).toEqual(['names', 'nothing'])
  })
})

it('a report has each name once with its versions, and counts the versions', () => {
  const listed = listReport(report({ software: software('Beta@2', 'Alpha', 'Beta@1', 'Beta@2') }))
  expect(listed.names).toEqual([
    { publisher: 'Maker', title: 'Alpha', versions: [''] },
    { publisher: 'Maker', title: 'Beta', versions: ['1', '2'] },
  ])
  expect(listed.softwareCount).toBe(3)
})

describe('what plans cover on a device, after a report', () => {
  const known: StoredSeen = { ...seenAfter(report()), covers: { apps: 'yes' }, asOf: later }
  const said = (covers: Record<string, string>, asOf = later) => ({ coverage: { asOf, covers } })
  const longAgo = '2026-02-01T00:00:00.000Z'

  it.each([
    ['of a report that does not say it', {}, known, undefined],
    ['that is the same', said({ apps: 'yes' }), known, undefined],
    ['that is another', said({ apps: 'no' }), known, { apps: 'no' }],
    ['that is known of one part more', said({ apps: 'yes', visio: 'no' }), known, { apps: 'yes', visio: 'no' }],
    ['that nobody knows any more', said({}), known, {}],
    ['that nobody knew', said({}), seenAfter(report()), undefined],
    ['of a new device', said({ visio: 'no' }), undefined, { visio: 'no' }],
    ['of a new device of whose user nothing is known', said({}), undefined, undefined],
    ['by an import that was announced before', said({ apps: 'no' }, longAgo), known, undefined],
  ] as const)('%s', (_, sent, seen, covers) => {
    expect(coversAfter(sent, seen)?.covers).toEqual(covers)
  })
})

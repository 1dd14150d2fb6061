import type { Cost } from '../meter.ts'
import { numbered, type Users } from '../users.ts'

const devicesOfFile = 100
const titlesOfFile = 50
const devicesThatChange = 10
const devicesOfThePast = 30
const head = 'deviceId,deviceName,publisher,title,version,platform,reportedAt'

interface Program {
  publisher: string
  title: string
  version: string
}

/** Programs of 40 publishers, which no other pattern names. */
const programs = (count: number, version = '1.2.3'): Program[] =>
  Array.from({ length: count }, (_, index) => ({
    publisher: `Vendor ${numbered(index % 40)}`,
    title: `Program ${numbered(index)}`,
    version,
  }))

const one = (deviceId: string, more: object = {}) => ({ params: { deviceId }, ...more })
const ofTitle = (titleId: string, more: object = {}) => ({ params: { titleId }, ...more })

/** @returns a report of a device with the first so many programs */
const reporterOf =
  ({ call }: Users) =>
  (deviceId: string, reportedAt: string, titles: number, version?: string) =>
    call('PUT /devices/{deviceId}/software', {
      params: { deviceId },
      roles: ['inventory-writer'],
      body: {
        deviceName: `Computer ${deviceId}`,
        platform: 'Windows',
        reportedAt,
        software: programs(titles, version),
      },
    })

const measureReports = async (cost: Cost, users: Users): Promise<void> => {
  const report = reporterOf(users)
  await cost('report a new device of 120 titles, all new', () => report('PC-A', '2025-12-20T08:00:00Z', 120))
  await cost('report a new device of 120 titles, all known', () => report('PC-B', '2025-12-20T08:00:00Z', 120))
  await cost('report the same list of a device again', () => report('PC-A', '2025-12-21T08:00:00Z', 120))
  await cost('report an older list of a device', () => report('PC-A', '2025-12-01T08:00:00Z', 110))
  await cost('report other versions of a device', () => report('PC-A', '2025-12-21T09:00:00Z', 120, '1.2.4'))
  await cost('report one title more of a device, new', () => report('PC-A', '2025-12-22T08:00:00Z', 121))
  await cost('report one title more of a device, known', () => report('PC-B', '2025-12-22T08:00:00Z', 121))
}

/** Lines of a generic inventory file. @param titlesOf how many of the programs a device has */
const linesOf = (reportedAt: (device: number) => string, titlesOf: (device: number) => number): string[] => [
  head,
  ...Array.from({ length: devicesOfFile }, (_, device) =>
    programs(titlesOf(device)).map(({ publisher, title, version }) =>
      [
        `D-${numbered(device)}`,
        `Desk ${numbered(device)}`,
        publisher,
        title,
        version,
        'Windows',
        reportedAt(device),
      ].join(','),
    ),
  ).flat(),
]

const measureFiles = async (cost: Cost, { importFile }: Users): Promise<void> => {
  const drop = (lines: string[]) => importFile('inventory.csv', lines, 'inventory')
  // Some devices were seen long before the others.
  const first = (device: number) => (device < devicesOfThePast ? '2025-10-15T08:00:00Z' : '2025-12-20T08:00:00Z')
  const same = linesOf(first, () => titlesOfFile)
  await cost('import an inventory file of 100 devices of 50 titles', () => drop(same))
  await cost('import the same inventory file again', () => drop(same))
  const seen = (device: number) => (device < devicesOfThePast ? first(device) : '2025-12-21T08:00:00Z')
  await cost('import a newer inventory file, 70 of 100 devices seen again, nothing new', () =>
    drop(linesOf(seen, () => titlesOfFile)),
  )
  const changing = (device: number) => device >= devicesOfFile - devicesThatChange
  const later = (device: number) => (changing(device) ? '2025-12-22T08:00:00Z' : seen(device))
  await cost('import a newer inventory file, 10 of 100 devices with one title more', () =>
    drop(linesOf(later, (device) => titlesOfFile + (changing(device) ? 1 : 0))),
  )
}

const measureFacts = async (cost: Cost, { importFile }: Users): Promise<void> => {
  const rows = Array.from({ length: devicesOfFile }, (_, device) => `D-${numbered(device)},SQL Server 2019,Standard,16`)
  const file = ['deviceId,product,edition,cores', ...rows]
  await cost('import a file of facts of 100 devices', () => importFile('facts.csv', file, 'device-facts'))
  await cost('import the same file of facts again', () => importFile('facts.csv', file, 'device-facts'))
}

const measureDevices = async (cost: Cost, { call }: Users): Promise<void> => {
  await cost('list devices, a page of 25', () => call('GET /devices'))
  await cost('find devices by a part of their name, among 102', () =>
    call('GET /devices', { query: { contains: '00077' } }),
  )
  await cost('list devices that do not count, of 102', () => call('GET /devices', { query: { state: 'not-counted' } }))
  await cost('find devices by how their names begin', () =>
    call('GET /devices', { query: { startsWith: 'desk 0007' } }),
  )
  await cost('get a device of 121 titles', () => call('GET /devices/{deviceId}', one('PC-A')))
  await cost('link two devices of 121 titles', () =>
    call('PUT /devices/{deviceId}/link', one('PC-B', { body: { deviceId: 'PC-A' } })),
  )
  await cost('unlink two devices of 121 titles', () => call('DELETE /devices/{deviceId}/link', one('PC-B')))
  await cost('delete a device of 121 titles', () => call('DELETE /devices/{deviceId}', one('PC-B')))
}

const measureSoftware = async (cost: Cost, { call, publish }: Users): Promise<void> => {
  await cost('list software, a page of 25', () => call('GET /software'))
  await cost('list software of a publisher by installs', () =>
    call('GET /software', { query: { publisher: 'Vendor 00000', sort: '-installedCount' } }),
  )
  const find = async (title: string): Promise<string> =>
    (await call('GET /software', { query: { contains: title, limit: '100' } })).items[0].id
  const installed = await find('Program 00000')
  const other = await find('Program 00040')
  await cost('get a software title', () => call('GET /software/{titleId}', ofTitle(installed)))
  await cost('list the devices of a title, a page of 25 of 101', () =>
    call('GET /software/{titleId}/devices', ofTitle(installed)),
  )
  await cost('say that a title needs no license', () =>
    call('PATCH /software/{titleId}', ofTitle(installed, { body: { licensable: false } })),
  )
  await cost('merge a title into another one', () =>
    call('POST /software/{titleId}/merge', ofTitle(other, { body: { into: installed } })),
  )
  await publish()
  const body = { rawTitles: ['Program 00040'], title: 'Program apart' }
  await cost('split a name off a title', () => call('POST /software/{titleId}/split', ofTitle(installed, { body })))
}

/** Devices that were not seen for too long report again. */
export const measureReturn = async (cost: Cost, { importFile, wait }: Users): Promise<void> => {
  wait(150)
  const back = linesOf(
    () => '2026-05-30T08:00:00Z',
    () => titlesOfFile,
  )
  await cost('import an inventory file of 100 devices that were not seen for too long', () =>
    importFile('inventory.csv', back, 'inventory'),
  )
}

export const measureInventory = async (cost: Cost, users: Users): Promise<void> => {
  await users.publish()
  await measureReports(cost, users)
  await measureFiles(cost, users)
  await measureDevices(cost, users)
  await users.publish()
  await measureSoftware(cost, users)
  await measureFacts(cost, users)
}

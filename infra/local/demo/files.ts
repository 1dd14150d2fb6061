import { stringify } from 'csv-stringify/sync'
import { Program } from '../../../lib/agreements/records/pair.ts'
import { addDays } from '../../../lib/foundation/calendar/day.ts'
import type { DroppedFile } from './ledger.ts'
import {
  departments,
  licenseSummary,
  otherAgreements,
  type Software,
  servers,
  software,
  volumeAgreements,
} from './tables.ts'

const csv = (rows: readonly Record<string, unknown>[]): string => stringify([...rows], { header: true })

const dayIn = (today: string, days: number | undefined): string => (days === undefined ? '' : addDays(today, days))

/** What Configuration Manager has of the servers. */
export const serverInventory = (): DroppedFile => ({
  key: 'imports/inventory/configmgr.csv',
  body: csv(
    servers.map(({ id, name, software: program, version, caption, build }) => ({
      ResourceID: id,
      Netbios_Name0: name,
      Publisher0: program.startsWith('Microsoft') ? 'Microsoft Corporation' : 'Igor Pavlov',
      DisplayName0: program,
      Version0: version,
      Caption0: caption,
      BuildNumber0: build,
    })),
  ),
})

/** What no inventory says of the servers. */
export const factsFile = (): DroppedFile => ({
  key: 'imports/device-facts/servers.csv',
  body: csv(
    servers.map(({ id, product, edition, cores, processors, virtual }) => ({
      deviceId: id,
      ...{ product, edition, cores, processors, virtual },
    })),
  ),
})

const isNowhere = (program: Software): boolean => departments.every((each) => program[each] === 0)

/** What a manager says of titles: which need no license though nobody knows it, and which agreements may be for though no PC has them. */
export const catalogFile = (): DroppedFile => ({
  key: 'imports/catalog/reviewed.csv',
  body: csv(
    software
      .filter((program) => program.needs === 'nothing' || isNowhere(program))
      .map(({ publisher, name, needs }) => ({
        publisher,
        title: name,
        licensable: needs === 'license' ? 'yes' : 'no',
      })),
  ),
})

/** Pairs in files for each group and program, which is an option of the file. */
export const pairFiles = (): DroppedFile[] =>
  departments.flatMap((group) =>
    Program.options.flatMap((program) => {
      const lines = volumeAgreements
        .filter((row) => row.via === 'file' && row.group === group && row.program === program)
        .map(({ agreementNumber, licenseNumber, name }) => `${agreementNumber},${licenseNumber},${name}\n`)
      const key = `imports/agreements/${group}/${group.toLowerCase()}-${program}.csv`
      // A pair stands in the table once for each of its products.
      return lines.length > 0 ? [{ key, body: [...new Set(lines)].join(''), metadata: { program } }] : []
    }),
  )

/** A file with mistakes, as they come: it is rejected, and says why. */
export const wrongFile: DroppedFile = {
  key: 'imports/agreements/Sales/from-the-reseller.csv',
  body: [
    'Agreement,License,Name',
    'V4120980,V4120980,Office for new offices',
    'V4120981,Office for new offices',
    'V4120931,V4120931,Office for new offices',
    '69123460ZZE1510,49012360,Open licenses',
    '',
  ].join('\n'),
}

/** Agreements with other publishers, a file for each group. */
export const otherFiles = (today: string): DroppedFile[] =>
  departments.map((group) => ({
    key: `imports/other-agreements/${group}/${group.toLowerCase()}-software.csv`,
    body: csv(
      otherAgreements
        .filter((row) => row.via === 'file' && row.group === group)
        .map(({ name, publisher, title, licenses, starts, ends, details }) => ({
          name,
          publisher,
          productTitle: title,
          licenseCount: licenses,
          startDate: dayIn(today, starts),
          endDate: dayIn(today, ends),
          details,
        })),
    ),
  }))

/** The license summary of the Microsoft 365 admin center. */
export const statementFile = (): DroppedFile => ({
  key: 'imports/entitlements/license-summary.csv',
  body: csv(licenseSummary),
})

import { stringify } from 'csv-stringify/sync'
import { maximumAgreements } from '../../agreements/files/read-agreement-file.ts'
import type { StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { guardCell } from '../../foundation/files/cells.ts'
import { type FullFile, fillFiles } from './fill-files.ts'

const maximumFileBytes = 2 * 1024 * 1024

const header = '\ufeffname,publisher,productTitle,licenseCount,startDate,endDate,details\r\n'

/** A cell that holds ends of lines is quoted, whichever they are. */
const writing = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const

const lineOf = (agreement: StoredOtherAgreement, details: string | undefined): string => {
  const { name, publisher, productTitle, licenseCount, startDate, endDate } = agreement
  const [who, from, what, secret] = [name, publisher, productTitle, details ?? ''].map(guardCell)
  return stringify([[who, from, what, licenseCount, startDate ?? '', endDate ?? '', secret]], writing)
}

/** Fills files of other agreements as they are imported: spec "Agreements and catalog" has their form. */
export const fillOtherFiles = () => {
  const files = fillFiles(header, { lines: maximumAgreements, bytes: maximumFileBytes })
  return {
    /** @returns the files that are full */
    add: (agreement: StoredOtherAgreement, details: string | undefined): FullFile[] =>
      files.add([lineOf(agreement, details)]),
    end: files.end,
  }
}

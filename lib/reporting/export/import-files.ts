import { stringify } from 'csv-stringify/sync'
import { maximumAgreements } from '../../agreements/files/agreement-file.ts'
import { maximumFileBytes, maximumLines } from '../../agreements/files/pair-file.ts'
import { type Group, unassigned } from '../../agreements/records/group.ts'
import { type AgreementNumberPair, byKey, type Program } from '../../agreements/records/pair.ts'
import type { StoredOtherAgreement } from '../../agreements/records/stored-agreement.ts'
import { csvFormat, guardCell } from '../../foundation/files/cells.ts'
import { maximumLines as maximumRecognitionLines } from '../../recognition/lines/edit-lines.ts'
import type { Line } from '../../recognition/titles/decision.ts'

const twoMebibytes = 2 * 1024 * 1024

/** What files of a kind may have, so that they can be imported. The byte order mark lets names have any character. */
const formats = {
  agreements: {
    header: 'agreementNumber,licenseNumber,name',
    unit: 'pairs',
    most: maximumLines,
    bytes: maximumFileBytes,
  },
  'other-agreements': {
    header: 'name,publisher,productTitle,licenseCount,startDate,endDate,details,restrictions',
    unit: 'agreements',
    most: maximumAgreements,
    bytes: twoMebibytes,
  },
  catalog: { header: 'publisher,title,licensable', unit: 'titles', most: 5_000, bytes: twoMebibytes },
  recognition: {
    header: 'publisher,title,kind,family,edition,version,lineId',
    unit: 'lines',
    most: maximumRecognitionLines,
    bytes: twoMebibytes,
  },
}

const lineOf = (cells: readonly (string | number)[]): string => stringify([cells.map(guardCell)], csvFormat)

/** Numbers of pairs hold nothing that would need quotes. */
export const pairLines = (name: string, pairs: readonly AgreementNumberPair[]): string[] => {
  const cell = lineOf([name])
  return pairs
    .toSorted(byKey)
    .map(({ agreementNumber, licenseNumber }) => `${agreementNumber},${licenseNumber},${cell}`)
}

export const otherAgreementLine = (agreement: StoredOtherAgreement, details = ''): string => {
  const { name, publisher, productTitle, licenseCount, startDate = '', endDate = '', restrictions = [] } = agreement
  return lineOf([name, publisher, productTitle, licenseCount, startDate, endDate, details, restrictions.join(' ')])
}

export const catalogLine = (publisher: string, title: string, licensable: boolean): string =>
  lineOf([publisher, title, String(licensable)])

export const recognitionLine = (line: Line): string => {
  const { id, publisher, title, kind, family = '', edition = '', version = '' } = line
  return lineOf([publisher, title, kind, family, edition, version, id])
}

export interface Series {
  kind: keyof typeof formats
  group?: Pick<Group, 'id' | 'name'>
  program?: Program | undefined
}

const maximumKeyBytes = 1_024

/**
 * The key in the drop bucket that imports a file into its group. No group has parentheses in its name, so no folder has
 * the name of a file. Under `uploads/` are files of groups whose name cannot be a folder of a key: they go through the API.
 */
export const exportPath = ({ kind, group, program = undefined }: Series, number: number): string => {
  if (!group) return `imports/${kind}/${kind}${number === 1 ? '' : `(${number})`}.csv`
  const file = `${kind === 'agreements' ? (program ?? 'no-program') : kind}(${number}).csv`
  if (group.id === unassigned.id) return `imports/${kind}/${file}`
  const key = `imports/${kind}/${group.name}/${file}`
  const isFolder = !/^\.{1,2}$/.test(group.name) && Buffer.byteLength(key) <= maximumKeyBytes
  return isFolder ? key : `uploads/${group.id}/${file}`
}

/**
 * Fills the files of a series, one after the other, and gives those that are full. Lines that are added together stand in
 * one file, unless they alone are too many; then importing the files in their order joins them again.
 */
export const fillFiles = (series: Series) => {
  const { kind, group, program } = series
  const { header, unit, most, bytes: mostBytes } = formats[kind]
  const heading = `\ufeff${header}\r\n`
  let lines: string[] = []
  let bytes = Buffer.byteLength(heading)
  let number = 0

  const fits = (added: readonly string[]): boolean =>
    lines.length + added.length <= most &&
    added.reduce((sum, line) => sum + Buffer.byteLength(line), bytes) <= mostBytes

  const end = () => {
    if (lines.length === 0) return []
    number += 1
    const path = exportPath(series, number)
    const listed = { kind, path, group: group?.name, metadata: { program }, [unit]: lines.length }
    const file = { path, content: heading + lines.join(''), listed }
    lines = []
    bytes = Buffer.byteLength(heading)
    return [file]
  }

  return {
    add: (added: readonly string[]) => {
      const full = fits(added) ? [] : end()
      for (const line of added) {
        if (!fits([line])) full.push(...end())
        lines.push(line)
        bytes += Buffer.byteLength(line)
      }
      return full
    },
    end,
  }
}

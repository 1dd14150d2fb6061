import { createHash } from 'node:crypto'
import * as z from 'zod'
import { refusing } from '../../foundation/text/fault.ts'
import { type FileKind, mebibyte, workbookBytes } from '../../work/imports/file-kind.ts'
import { Line, LineKind } from '../titles/decision.ts'
import { titleKey } from '../titles/title-id.ts'
import { titleNameFault } from '../titles/title-name.ts'

const anyPublisher = '*'
const idForm = /^[a-z0-9]+(-[a-z0-9]+)*$/
const maximumIdLength = 64

export const lineIdFault = (id: string): string | undefined =>
  idForm.test(id) && id.length <= maximumIdLength
    ? undefined
    : `The id of a line is lower-case words with hyphens between, at most ${maximumIdLength} characters: adobe-acrobat-pro.`

export const LineId = z.string().check(refusing('invalid-id', lineIdFault)).meta({ pattern: idForm.source })

export const publisherFault = (publisher: string): string | undefined => {
  if (publisher === anyPublisher) return undefined
  if (publisher.includes('*')) return 'A * stands for any publisher, and cannot be a part of a name.'
  return titleNameFault(publisher)
}

export const lineTitleFault = (title: string): string | undefined => {
  const words = title.replace(/\s*\*$/, '')
  if (words === '' && title !== '') return 'A title needs a word before its *.'
  if (words.includes('*')) return 'A * can stand at the end of a title only, for any words that follow.'
  return titleNameFault(words)
}

const lacksFamily = 'An edition needs its family: name the family too, or leave the edition out.'

export const familyFault = ({ family, edition }: Pick<Line, 'family' | 'edition'>): string | undefined =>
  edition !== undefined && family === undefined ? lacksFamily : undefined

const trimmed = (faultOf: (text: string) => string | undefined, description: string) =>
  z
    .string()
    .transform((text) => text.trim())
    .check(refusing('invalid-name', faultOf))
    .meta({ description })

const fields = {
  publisher: trimmed(publisherFault, `As it reports itself, or \`${anyPublisher}\` for any.`),
  title: trimmed(lineTitleFault, 'Its words; a `*` at the end lets any others follow.'),
  kind: LineKind,
  family: trimmed(
    titleNameFault,
    'Products between which rights exist; the title alone where it is absent.',
  ).optional(),
  edition: trimmed(titleNameFault, 'Of the family.').optional(),
  version: trimmed(titleNameFault, 'Of the product, such as `2019`.').optional(),
}

export const NewLine = z
  .strictObject(fields)
  .check(({ value, issues }) => {
    const message = familyFault(value)
    if (message === undefined) return
    issues.push({ code: 'custom', input: value, path: ['family'], message, params: { code: 'missing-field' } })
  })
  .meta({ id: 'NewRecognitionLine' })
export type NewLine = z.infer<typeof NewLine>

export const RecognitionLine = z
  .strictObject({
    ...Line.shape,
    by: z.string().meta({ description: 'Who wrote it last.' }),
    at: z.iso.datetime(),
    revision: z.int().meta({ description: 'Rises with each change of the line; the `ETag` in quotes.' }),
  })
  .meta({ id: 'RecognitionLine' })
export type RecognitionLine = z.infer<typeof RecognitionLine>

const hashLength = 12

/** The id of a line of a file: the same for the same publisher and title, whatever their case, spaces and punctuation. */
export const lineIdOf = (line: Pick<Line, 'publisher' | 'title'>): string => {
  const key = titleKey(line)
  const content = JSON.stringify([key, line.title.endsWith('*')])
  const hash = createHash('sha256').update(content).digest('hex').slice(0, hashLength)
  const words =
    key
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  const readable = words.join('-').slice(0, maximumIdLength - hashLength - 1)
  return [...readable.split('-').filter(Boolean), hash].join('-')
}

export const isSameLine = (one: NewLine, other: NewLine): boolean =>
  Object.keys(fields).every((field) => one[field as keyof NewLine] === other[field as keyof NewLine])

export const recognitionFiles: FileKind = {
  files: 'files of recognition lines',
  fileTypes: { csv: 5 * mebibyte, xlsx: workbookBytes },
  places: 'imports/recognition/<file>.csv or .xlsx',
  hasGroups: false,
  options: {},
  audited: 'recognition-imported',
}

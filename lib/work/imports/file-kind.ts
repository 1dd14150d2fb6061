import * as z from 'zod'
import type { Action } from '../../audit/trail.ts'
import { WrongFile } from '../../foundation/files/sheet.ts'
import { sayIssue } from '../../foundation/say-issue.ts'
import { type FileType, fileTypeOf } from './import-file.ts'
import { OnError, type StoredImport } from './import-run.ts'

const fileOptions = ['program', 'deviceId', 'reportedAt'] as const
type FileOption = (typeof fileOptions)[number]

/** What is known of a kind of files without reading one. Kinds register in functions/wiring/import-kinds.ts. */
export interface FileKind {
  /** What its files are called in messages. */
  files: string
  /** The types that its files may have, and the most bytes that a file of the type may have. */
  fileTypes: Partial<Record<FileType, number>>
  /** Where its files are dropped, for messages. */
  places: string
  hasGroups: boolean
  options: Partial<Record<FileOption, z.ZodType<string | undefined>>>
  audited: Action
  /** Why its imports cannot be undone; nothing for those that can. @param layout that the file was recognized as */
  whyNoUndo?: (layout: string | undefined) => string | undefined
  /** Its files are read where they are, as they are too large to copy, and deleted when they are imported. */
  isStreamed?: true
}
export type FileKinds = Readonly<Record<string, FileKind>>

export const kindOf = <K>(kinds: Readonly<Record<string, K>>, name: string): K => {
  const kind = kinds[name]
  if (!kind) throw new Error(`Nothing imports ${name}.`)
  return kind
}

export const mebibyte = 1024 * 1024
/** The most bytes of a workbook of any kind. */
export const workbookBytes = 5 * mebibyte
const maximumCharacters = 128
// biome-ignore lint/suspicious/noControlCharactersInRegex: file names with control characters are refused
const impossible = /[\x00-\x1f\x7f/]/

/** What a file name breaks; undefined when it is fine: docs/files.md. */
export const fileNameFault = (fileName: string, { fileTypes }: FileKind): string | undefined => {
  const { length } = [...fileName]
  if (length > maximumCharacters)
    return `The file name has ${length} characters; at most ${maximumCharacters} are allowed.`
  const endings = Object.keys(fileTypes).map((type) => `.${type}`)
  if (!endings.some((ending) => fileName.toLowerCase().endsWith(ending)))
    return `The file name must end in ${endings.join(' or ')}.`
  // S3 replaces this text in the key of a form.
  if (impossible.test(fileName) || /\$\{filename\}/.test(fileName) || !fileName.isWellFormed())
    return 'The file name has characters that no file name has.'
  return undefined
}

export const maximumBytes = (fileName: string, { fileTypes }: FileKind): number => fileTypes[fileTypeOf(fileName)] ?? 0

export type ImportOptions = Pick<StoredImport, 'onError' | 'dryRun' | FileOption>

const metadataName = (option: string): string => option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const Common = z.object({
  'on-error': OnError.default('reject'),
  'dry-run': z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
})

const wrongMetadata = (message: string): WrongFile => new WrongFile('invalid-option', `The metadata ${message}`)

/** Options from an object's metadata; that of other names is not ours. @throws WrongFile `invalid-option` */
export const readOptions = (metadata: Record<string, string>, { options, files }: FileKind): ImportOptions => {
  const given = Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const own = Object.entries(options).map(([name, schema]) => [metadataName(name), schema] as const)
  const parsed = Common.extend(Object.fromEntries(own)).safeParse(given, { error: sayIssue })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrongMetadata(`${String(issue?.path[0])} is wrong: ${issue?.message}`)
  }
  const misplaced = fileOptions
    .map(metadataName)
    .filter((name) => name in given && !own.some(([each]) => each === name))
  if (misplaced.length > 0) throw wrongMetadata(`${misplaced.join(', ')} is wrong: ${files} have no such option.`)
  const { 'on-error': onError, 'dry-run': dryRun } = parsed.data
  const taken = Object.keys(options).map((name) => [name, given[metadataName(name)]])
  return { onError, dryRun, ...Object.fromEntries(taken.filter(([, value]) => value !== undefined)) }
}

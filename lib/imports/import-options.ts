import * as z from 'zod'
import { Program } from '../agreements/pair.ts'
import { type ImportKind, OnError } from './import-run.ts'
import { kinds } from './kinds.ts'
import { WrongFile } from './wrong-file.ts'

const Metadata = z.object({
  program: Program.optional(),
  'on-error': OnError.default('reject'),
  'dry-run': z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
})

export interface ImportOptions {
  program: Program | undefined
  onError: z.infer<typeof OnError>
  dryRun: boolean
}

/** Options of an import from the metadata of its object; metadata of other names is not ours. @throws WrongFile `invalid-option` */
export const readOptions = (metadata: Record<string, string>, kind: ImportKind): ImportOptions => {
  const lowerCased = Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value.trim()]),
  )
  const parsed = Metadata.safeParse(lowerCased)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new WrongFile('invalid-option', `The metadata ${String(issue?.path[0])} is wrong: ${issue?.message}.`)
  }
  const { program, 'on-error': onError, 'dry-run': dryRun } = parsed.data
  if (program && kind !== 'agreements')
    throw new WrongFile('invalid-option', `The metadata program is wrong: ${kinds[kind].files} have no program.`)
  return { program, onError, dryRun }
}

import * as z from 'zod'
import { Program } from '../../agreements/records/pair.ts'
import { WrongFile } from '../../foundation/files/wrong-file.ts'
import { type ImportKind, OnError } from './import-run.ts'
import { kinds } from './kinds.ts'

/** What an inventory file may leave to its options: spec "Inventory" of the formats. */
export const InventoryOptions = z
  .strictObject({
    deviceId: z.string().min(1).max(128).optional().meta({
      description: 'The device that the file speaks of, for files without a column of devices.',
    }),
    reportedAt: z.iso.datetime({ offset: true }).optional().meta({
      description: 'When its devices reported, for files without a column of times; else when the file was put.',
    }),
  })
  .meta({ id: 'InventoryOptions' })

const Metadata = z.object({
  program: Program.optional(),
  'device-id': InventoryOptions.shape.deviceId,
  'reported-at': InventoryOptions.shape.reportedAt,
  'on-error': OnError.default('reject'),
  'dry-run': z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
})

export interface ImportOptions extends z.infer<typeof InventoryOptions> {
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
  const {
    program,
    'on-error': onError,
    'dry-run': dryRun,
    'device-id': deviceId,
    'reported-at': reportedAt,
  } = parsed.data
  const misplaced = [
    ...(program && kind !== 'agreements' ? ['program'] : []),
    ...(deviceId !== undefined && kind !== 'inventory' ? ['device-id'] : []),
    ...(reportedAt !== undefined && kind !== 'inventory' ? ['reported-at'] : []),
  ]
  if (misplaced.length > 0)
    throw new WrongFile(
      'invalid-option',
      `The metadata ${misplaced.join(', ')} is wrong: ${kinds[kind].files} have no such option.`,
    )
  return {
    program,
    onError,
    dryRun,
    ...(deviceId !== undefined && { deviceId }),
    ...(reportedAt !== undefined && { reportedAt }),
  }
}

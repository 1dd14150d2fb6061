import * as z from 'zod'
import { type FileKind, mebibyte, workbookBytes } from '../../work/imports/file-kind.ts'

/** docs/files.md. */
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

/** What is known without the code that reads inventories. */
export const inventoryFiles: FileKind = {
  files: 'inventory files',
  fileTypes: { csv: 5 * 1024 * mebibyte, zip: 5 * 1024 * mebibyte, xlsx: workbookBytes },
  places: 'imports/inventory/<file>.csv, .zip or .xlsx',
  hasGroups: false,
  options: InventoryOptions.shape,
  audited: 'inventory-imported',
  whyNoUndo: () =>
    'An inventory cannot be undone: it replaced what its devices reported before. Delete devices, or import newer reports.',
  isStreamed: true,
}

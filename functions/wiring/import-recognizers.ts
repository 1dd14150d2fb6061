import { recognizeCatalog } from '../../lib/agreements/catalog/catalog-columns.ts'
import { recognizeAgreements } from '../../lib/agreements/files/agreement-columns.ts'
import { recognizePairs } from '../../lib/agreements/files/recognize-pairs.ts'
import { recognizeStatements } from '../../lib/entitlements/statements/recognize-statements.ts'
import { recognizeFacts } from '../../lib/inventory/facts/facts-columns.ts'
import { recognizeInventory } from '../../lib/inventory/files/inventory-columns.ts'
import { recognizeLines } from '../../lib/recognition/lines/line-columns.ts'
import type { Recognize } from '../../lib/work/imports/recognize.ts'
import type { ImportKindName } from './import-kinds.ts'

/** By what the files of each kind are recognized: the columns that their imports read. */
export const recognizers: Record<ImportKindName, Recognize> = {
  agreements: recognizePairs,
  'other-agreements': recognizeAgreements,
  inventory: recognizeInventory,
  'device-facts': recognizeFacts,
  catalog: recognizeCatalog,
  recognition: recognizeLines,
  entitlements: recognizeStatements,
}

import { catalogImport } from '../../lib/agreements/catalog/catalog-import.ts'
import { otherAgreementImport } from '../../lib/agreements/files/agreement-import.ts'
import { pairImport } from '../../lib/agreements/files/pair-import.ts'
import { listPairsOfImport, queuePairsOfImport } from '../../lib/entitlements/refreshes/pair-list.ts'
import { statementImport } from '../../lib/entitlements/statements/statement-import.ts'
import { deviceFactsImport } from '../../lib/inventory/facts/facts-import.ts'
import { inventoryImport } from '../../lib/inventory/reports/inventory-import.ts'
import { recognitionImport } from '../../lib/recognition/lines/line-import.ts'
import type { ImportKind } from '../../lib/work/imports/import-engine.ts'
import type { ImportKindName } from './import-kinds.ts'

/** The kinds of imports with the code that reads their files. @param announceRefresh tells the queue of a look-up of new pairs */
export const importKinds = (
  announceRefresh: (refreshId: string) => Promise<void>,
): Record<ImportKindName, ImportKind> => ({
  agreements: pairImport({ list: listPairsOfImport, queue: queuePairsOfImport, announce: announceRefresh }),
  'other-agreements': otherAgreementImport,
  inventory: inventoryImport,
  'device-facts': deviceFactsImport,
  catalog: catalogImport,
  recognition: recognitionImport,
  entitlements: statementImport,
})

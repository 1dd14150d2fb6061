import * as z from 'zod'
import { catalogFiles } from '../../lib/agreements/catalog/catalog.ts'
import { otherAgreementFiles, pairFiles } from '../../lib/agreements/files/file-kinds.ts'
import { GroupChoice } from '../../lib/agreements/records/group.ts'
import { Program } from '../../lib/agreements/records/pair.ts'
import { FileLayout } from '../../lib/entitlements/rows/statement-rows.ts'
import { statementFiles } from '../../lib/entitlements/statements/file-kind.ts'
import { deviceFactsFiles } from '../../lib/inventory/facts/file-kind.ts'
import { InventoryOptions, inventoryFiles } from '../../lib/inventory/files/file-kind.ts'
import { recognitionFiles } from '../../lib/recognition/lines/recognition-line.ts'
import { importWith } from '../../lib/work/imports/import-run.ts'
import { uploadRequestFor } from '../../lib/work/imports/requests.ts'

/** The kinds of files that can be imported, by the name of their folder. The worker adds the code that reads them. */
export const fileKinds = {
  agreements: pairFiles,
  'other-agreements': otherAgreementFiles,
  inventory: inventoryFiles,
  'device-facts': deviceFactsFiles,
  catalog: catalogFiles,
  recognition: recognitionFiles,
  entitlements: statementFiles,
}
export type ImportKindName = keyof typeof fileKinds

const [first, ...others] = Object.keys(fileKinds)
/** A name of them in requests. */
export const KindName = z.enum([first ?? '', ...others])

/** An import on the wire. */
export const Import = importWith({
  kind: KindName.optional().meta({ description: 'Absent when the place of the file names none.' }),
  program: Program.optional(),
  layout: FileLayout.optional().meta({ description: 'What a file of Microsoft was recognized as.' }),
})

export const NewImport = uploadRequestFor(fileKinds, {
  kind: KindName,
  group: GroupChoice.optional().meta({
    description: 'Group of the agreements it creates; one of a new name is made. Files of agreements only.',
  }),
  program: Program.optional().meta({ description: 'Program of the agreements it creates. Pair files only.' }),
  options: InventoryOptions.optional().meta({ description: 'Inventory files only.' }),
})

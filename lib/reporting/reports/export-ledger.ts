import type { AgreementType } from '../../agreements/records/agreement.ts'
import type { Group } from '../../agreements/records/group.ts'
import type { Program } from '../../agreements/records/pair.ts'
import type { WholeVolumeAgreement } from '../../agreements/records/stored-agreement.ts'
import type { Table } from '../../foundation/table/table.ts'
import type { Archive } from './archive.ts'
import { catalogFiles, collectProducts, type Products } from './catalog-files.ts'
import { catalogPath, exportPath, otherAgreementsPath } from './export-path.ts'
import type { FullFile } from './fill-files.ts'
import { type Holding, readHoldings, type Scope } from './holdings.ts'
import { fillOtherFiles } from './other-agreement-files.ts'
import { fillPairFiles, type PairFile } from './pair-files.ts'

/** A file in the manifest: the options that it is put, or uploaded, with. */
type ListedFile =
  | { kind: 'agreements'; path: string; group: string; metadata: { program?: Program }; pairs: number }
  | { kind: 'other-agreements'; path: string; group: string; metadata: object; agreements: number }
  | { kind: 'catalog'; path: string; metadata: object; titles: number }

/** Programs of a group whose files are being filled. */
type Filling = Map<Program | undefined, ReturnType<typeof fillPairFiles>>

/** Puts files into the archive as they become full; one group is open at a time. */
const fileByGroup = (archive: Archive) => {
  const listed: ListedFile[] = []
  const numbers = new Map<string, number>()
  const products = collectProducts()
  let group: Holding['group'] | undefined
  let filling: Filling = new Map()
  const others = fillOtherFiles()

  const nextNumber = (series: string): number => {
    const number = (numbers.get(series) ?? 0) + 1
    numbers.set(series, number)
    return number
  }

  const savePairs = async (program: Program | undefined, files: readonly PairFile[]): Promise<void> => {
    for (const { content, pairs } of files) {
      if (!group) return
      const path = exportPath(group, program, nextNumber(`${group.id} ${program}`))
      await archive.add(path, content)
      listed.push({ kind: 'agreements', path, group: group.name, metadata: { ...(program && { program }) }, pairs })
    }
  }

  const saveOthers = async (files: readonly FullFile[]): Promise<void> => {
    for (const { content, lines } of files) {
      if (!group) return
      const path = otherAgreementsPath(group, nextNumber(`${group.id} others`))
      await archive.add(path, content)
      listed.push({ kind: 'other-agreements', path, group: group.name, metadata: {}, agreements: lines })
    }
  }

  const endGroup = async (): Promise<void> => {
    for (const [program, files] of filling) await savePairs(program, files.end())
    await saveOthers(others.end())
    filling = new Map()
  }

  const addVolume = async ({ agreement, pairs }: WholeVolumeAgreement): Promise<void> => {
    const { name, program } = agreement
    const files = filling.get(program) ?? fillPairFiles()
    filling.set(program, files)
    await savePairs(program, files.add(name, pairs))
  }

  return {
    products,
    add: async (holding: Holding): Promise<void> => {
      if (holding.group.id !== group?.id) await endGroup()
      group = holding.group
      if ('pairs' in holding) return addVolume(holding)
      products.add(holding.agreement)
      await saveOthers(others.add(holding.agreement, holding.details))
    },
    end: async (): Promise<ListedFile[]> => {
      await endGroup()
      return listed
    },
  }
}

/** The titles that agreements name, as a file that puts them into an empty catalog. */
const addCatalog = async (table: Table, archive: Archive, products: Products): Promise<ListedFile[]> => {
  const listed: ListedFile[] = []
  for await (const { content, lines } of catalogFiles(table, products)) {
    const path = catalogPath(listed.length + 1)
    await archive.add(path, content)
    listed.push({ kind: 'catalog', path, metadata: {}, titles: lines })
  }
  return listed
}

/** What nobody can tell from the files. */
const hints = [
  'Import the files in the order in which they stand here: other agreements need their titles in the catalog.',
  'Other agreements are refused (no-inventory) until a managed device has reported licensable software: let a device report, or import an inventory, first.',
  'Details of other agreements are in the files: keep the archive where only managers read it.',
]

const showGroup = ({ name, builtIn }: Group) => ({ name, builtIn })

interface ExportSettings {
  agreementType: AgreementType | 'all'
  /** When it began. */
  at: string
  /** See {@link readHoldings}. */
  since: string
  /** Is told of each agreement. */
  met: () => Promise<void>
}

/**
 * Writes the agreements of some groups as files that are imported as they lie, and a manifest. Groups stand in the
 * manifest, because a group without agreements has no file.
 */
export const exportLedger = async (
  table: Table,
  scope: Scope,
  archive: Archive,
  { agreementType, at, since, met }: ExportSettings,
): Promise<void> => {
  const files = fileByGroup(archive)
  for await (const holding of readHoldings(table, scope, since)) {
    await files.add(holding)
    await met()
  }
  const listed = await files.end()
  const catalog = await addCatalog(table, archive, files.products)
  const manifest = {
    exportedAt: at,
    agreementType,
    groups: scope.groups.map(showGroup),
    ...(catalog.length > 0 && { hints }),
    files: [...catalog, ...listed],
  }
  await archive.add('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
  await archive.end()
}

import type { AgreementType } from '../agreements/agreement.ts'
import type { Program } from '../agreements/pair.ts'
import type { Group } from '../groups/group.ts'
import type { Table } from '../table/table.ts'
import type { Archive } from './archive.ts'
import { exportPath } from './export-path.ts'
import { type Holding, readHoldings, type Scope } from './holdings.ts'
import { fillPairFiles, type PairFile } from './pair-files.ts'

/** A pair file in the manifest: the options that it is put, or uploaded, with. */
interface ListedFile {
  path: string
  group: string
  /** Object metadata. */
  metadata: { program?: Program }
  pairs: number
}

/** Programs of a group whose files are being filled. */
type Filling = Map<Program | undefined, ReturnType<typeof fillPairFiles>>

/** Puts pair files into the archive as they become full; one group is open at a time. */
const fileByGroup = (archive: Archive) => {
  const listed: ListedFile[] = []
  const numbers = new Map<string, number>()
  let group: Holding['group'] | undefined
  let filling: Filling = new Map()

  const save = async (program: Program | undefined, files: readonly PairFile[]): Promise<void> => {
    for (const { content, pairs } of files) {
      if (!group) return
      const series = `${group.id} ${program}`
      const number = (numbers.get(series) ?? 0) + 1
      numbers.set(series, number)
      const path = exportPath(group, program, number)
      await archive.add(path, content)
      listed.push({ path, group: group.name, metadata: { ...(program && { program }) }, pairs })
    }
  }

  const endGroup = async (): Promise<void> => {
    for (const [program, files] of filling) await save(program, files.end())
    filling = new Map()
  }

  return {
    add: async (holding: Holding): Promise<void> => {
      const { name, program } = holding.agreement
      if (holding.group.id !== group?.id) await endGroup()
      group = holding.group
      const files = filling.get(program) ?? fillPairFiles()
      filling.set(program, files)
      await save(program, files.add(name, holding.pairs))
    },
    end: async (): Promise<ListedFile[]> => {
      await endGroup()
      return listed
    },
  }
}

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
 * Writes the agreements of some groups as pair files that are imported as they lie, and a manifest. Groups stand in the
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
  const manifest = {
    exportedAt: at,
    agreementType,
    groups: scope.groups.map(showGroup),
    files: await files.end(),
  }
  await archive.add('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
  await archive.end()
}

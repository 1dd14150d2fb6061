import { unassigned } from '../../agreements/records/group.ts'
import type { Program } from '../../agreements/records/pair.ts'
import { chunksOf } from '../../foundation/collections.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { catalogSubject, licensabilityOf } from '../../recognition/titles/title-decisions.ts'
import { titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import { type Holding, readHoldings } from '../contents/holdings.ts'
import { agreementsIn, readScope } from '../contents/scope.ts'
import type { StoredReport } from '../reports/report.ts'
import { createArchive } from './archive.ts'
import { catalogLine, type FileKind, fillFiles, otherAgreementLine, pairLines } from './import-files.ts'

const maximumKeyBytes = 1_024

/** Files of one kind, group and program, filled one after the other. */
interface Series {
  kind: FileKind
  /** Absent of the catalog, which has none. */
  group?: Holding['group']
  program?: Program | undefined
}

/**
 * Where a file stands in an export: at the key in the drop bucket that imports it into its group. No group has parentheses
 * in its name, so no folder has the name of a file. Names that cannot be a folder of a key, `.` and `..` and those of
 * almost 1,024 bytes, have their files under `uploads/`: these go through the API, which takes the group by name.
 */
export const exportPath = ({ kind, group, program = undefined }: Series, number: number): string => {
  if (!group) return `imports/${kind}/${kind}${number === 1 ? '' : `(${number})`}.csv`
  const file = `${kind === 'agreements' ? (program ?? 'no-program') : kind}(${number}).csv`
  if (group.id === unassigned.id) return `imports/${kind}/${file}`
  const key = `imports/${kind}/${group.name}/${file}`
  const isFolder = !/^\.{1,2}$/.test(group.name) && Buffer.byteLength(key) <= maximumKeyBytes
  return isFolder ? key : `uploads/${group.id}/${file}`
}

const countedAs = { agreements: 'pairs', 'other-agreements': 'agreements', catalog: 'titles' }

/** Puts lines into files and lists them for the manifest. */
const fileLines = (save: (path: string, content: string) => Promise<void>) => {
  const listed: Record<string, unknown>[] = []
  const numbers = new Map<string, number>()
  const filling = new Map<string, { series: Series; files: ReturnType<typeof fillFiles> }>()

  const nameOf = ({ kind, group, program }: Series): string => [kind, group?.id, program].join(' ')

  const put = async (series: Series, full: ReturnType<ReturnType<typeof fillFiles>['end']>): Promise<void> => {
    const { kind, group, program } = series
    for (const { content, lines } of full) {
      const number = (numbers.get(nameOf(series)) ?? 0) + 1
      numbers.set(nameOf(series), number)
      const path = exportPath(series, number)
      await save(path, content)
      const metadata = program ? { program } : {}
      listed.push({ kind, path, ...(group && { group: group.name }), metadata, [countedAs[kind]]: lines })
    }
  }

  return {
    listed,
    add: async (series: Series, lines: readonly string[]): Promise<void> => {
      const begun = filling.get(nameOf(series)) ?? { series, files: fillFiles(series.kind) }
      filling.set(nameOf(series), begun)
      await put(series, begun.files.add(lines))
    },
    /** Ends all files that were begun. */
    end: async (): Promise<void> => {
      for (const { series, files } of filling.values()) await put(series, files.end())
      filling.clear()
    },
  }
}

type Files = ReturnType<typeof fileLines>

/** Files the agreements of one group after those of another. @returns the titles that agreements name, each once */
const fileAgreements = async (files: Files, holdings: AsyncIterable<Holding>): Promise<TitleName[]> => {
  const titles = new Map<string, TitleName>()
  let open: string | undefined
  for await (const holding of holdings) {
    const { group } = holding
    if (group.id !== open) await files.end()
    open = group.id
    if ('pairs' in holding) {
      const { name, program } = holding.agreement
      await files.add({ kind: 'agreements', group, program }, pairLines(name, holding.pairs))
      continue
    }
    const { publisher, productTitle: title } = holding.agreement
    titles.set(`${publisher}\n${title}`, { publisher, title })
    await files.add({ kind: 'other-agreements', group }, [otherAgreementLine(holding.agreement, holding.details)])
  }
  await files.end()
  return [...titles.values()]
}

/** Whether titles need licenses, in the order asked for. */
const readLicensable = async (table: Table, names: readonly TitleName[]): Promise<boolean[]> => {
  const living = await readLiving(table, names)
  const titles = names.map((name) => living.get(titleKey(name)) ?? name)
  const decisions = await readDecisionsOf(
    table,
    titles.flatMap((name) => [
      { kind: 'licensable', subject: titleSubject(name) } as const,
      { kind: 'catalog', subject: catalogSubject(name) } as const,
    ]),
  )
  return titles.map((name) => {
    const said = [decisions.get('licensable', titleSubject(name)), decisions.get('catalog', catalogSubject(name))]
    return licensabilityOf(said, normalize(name)).licensable
  })
}

const titlesPerRead = 200

/** Files that put titles into an empty catalog under the names that agreements give them. */
const fileCatalog = async (files: Files, table: Table, titles: readonly TitleName[]): Promise<void> => {
  for (const some of chunksOf(titles, titlesPerRead)) {
    const licensable = await readLicensable(table, some)
    for (const [index, { publisher, title }] of some.entries())
      await files.add({ kind: 'catalog' }, [catalogLine(publisher, title, licensable[index] ?? true)])
  }
  await files.end()
}

/** What nobody can tell from the files. */
const hints = [
  'Import the files in the order in which they stand here: other agreements need their titles in the catalog.',
  'Other agreements are refused (no-inventory) until a managed device has reported licensable software: let a device report, or import an inventory, first.',
  'Details of other agreements are in the files: keep the archive where only managers read it.',
]

/**
 * Writes the agreements of some groups as files that are imported as they lie, and a manifest. Groups stand in the
 * manifest, because a group without agreements has no file.
 * @param path of a new file
 */
export const exportLedger = async (
  { table, now }: Pick<Ledger, 'table' | 'now'>,
  report: StoredReport,
  path: string,
  progress: { expect: (total: number) => void; met: () => Promise<void>; end: () => Promise<void> },
): Promise<void> => {
  const begun = now().toISOString()
  const scope = await readScope(table, report)
  progress.expect(agreementsIn(scope))
  const holdings = async function* () {
    for await (const holding of readHoldings(table, scope, begun)) {
      yield holding
      await progress.met()
    }
  }
  const archive = await createArchive(path)
  try {
    const [agreements, catalog] = [fileLines(archive.add), fileLines(archive.add)]
    await fileCatalog(catalog, table, await fileAgreements(agreements, holdings()))
    const manifest = {
      exportedAt: report.startedAt,
      agreementType: report.agreementType,
      groups: scope.groups.map(({ name, builtIn }) => ({ name, builtIn })),
      ...(catalog.listed.length > 0 && { hints }),
      files: [...catalog.listed, ...agreements.listed],
    }
    await archive.add('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
    await archive.end()
  } finally {
    await archive.close()
  }
  await progress.end()
}

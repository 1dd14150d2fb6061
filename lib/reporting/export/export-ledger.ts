import { open } from 'node:fs/promises'
import { Zip, ZipDeflate } from 'fflate'
import { chunksOf } from '../../foundation/collections.ts'
import type { Table } from '../../foundation/table/table.ts'
import { normalize } from '../../recognition/names/normalize.ts'
import { readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { catalogSubject, licensabilityOf } from '../../recognition/titles/title-decisions.ts'
import { titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Holding, Scope } from '../contents/holdings.ts'
import type { StoredReport } from '../reports/report.ts'
import { catalogLine, fillFiles, otherAgreementLine, pairLines, type Series } from './import-files.ts'

/** Writes a zip archive into a new file. Memory holds one entry at a time; names are UTF-8. */
const createArchive = async (path: string) => {
  const file = await open(path, 'wx')
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  const flush = async (): Promise<void> => {
    for (const chunk of chunks.splice(0)) await file.writeFile(chunk)
  }
  return {
    add: (name: string, content: string): Promise<void> => {
      const entry = new ZipDeflate(name)
      zip.add(entry)
      entry.push(Buffer.from(content), true)
      return flush()
    },
    end: (): Promise<void> => {
      zip.end()
      return flush()
    },
    /** To be called also after a failure. */
    close: () => file.close(),
  }
}

const fileLines = (save: (path: string, content: string) => Promise<void>) => {
  const listed: object[] = []
  const fills = new Map<string, ReturnType<typeof fillFiles>>()

  const put = async (full: ReturnType<ReturnType<typeof fillFiles>['end']>): Promise<void> => {
    for (const file of full) {
      await save(file.path, file.content)
      listed.push(file.listed)
    }
  }

  return {
    listed,
    add: (series: Series, lines: readonly string[]): Promise<void> => {
      const name = [series.kind, series.group?.id, series.program].join(' ')
      const fill = fills.get(name) ?? fillFiles(series)
      fills.set(name, fill)
      return put(fill.add(lines))
    },
    end: async (): Promise<void> => {
      for (const fill of fills.values()) await put(fill.end())
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

/** Writes agreements as files that are imported as they lie. The manifest lists groups, as an empty one has no file. */
export const exportLedger = async (
  table: Table,
  { startedAt, agreementType }: StoredReport,
  { groups }: Scope,
  holdings: AsyncIterable<Holding>,
  path: string,
): Promise<void> => {
  const archive = await createArchive(path)
  try {
    const [agreements, catalog] = [fileLines(archive.add), fileLines(archive.add)]
    await fileCatalog(catalog, table, await fileAgreements(agreements, holdings))
    const manifest = {
      exportedAt: startedAt,
      agreementType,
      groups: groups.map(({ name, builtIn }) => ({ name, builtIn })),
      ...(catalog.listed.length > 0 && { hints }),
      files: [...catalog.listed, ...agreements.listed],
    }
    await archive.add('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
    await archive.end()
  } finally {
    await archive.close()
  }
}

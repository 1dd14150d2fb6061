import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ascendingBy, chunksOf } from '../../foundation/collections.ts'
import type { Table } from '../../foundation/table/table.ts'
import { readDecisions, readDecisionsOf, type TitleName } from '../../recognition/titles/decision.ts'
import { readLiving } from '../../recognition/titles/merges.ts'
import { catalogSubject, judgeKind, kindByName, newestOf } from '../../recognition/titles/title-decisions.ts'
import { titleKey, titleSubject } from '../../recognition/titles/title-id.ts'
import type { Holding, Scope } from '../contents/holdings.ts'
import { zipped } from '../render/zipped.ts'
import type { StoredReport } from '../reports/report.ts'
import { catalogLine, fillFiles, otherAgreementLine, pairLines, recognitionLine, type Series } from './import-files.ts'

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
    return judgeKind(newestOf(said), kindByName(name)).licensable
  })
}

const titlesPerRead = 200

/**
 * The agreements group by group, then their titles, as they put them into an empty catalog.
 * @param isWhole of all groups and types: recognition lines, which belong to none, come along
 */
async function* filesOf(table: Table, holdings: AsyncIterable<Holding>, isWhole: boolean) {
  const fills = new Map<string, ReturnType<typeof fillFiles>>()
  const add = (series: Series, lines: readonly string[]) => {
    const name = [series.kind, series.group?.id, series.program].join(' ')
    const fill = fills.get(name) ?? fillFiles(series)
    fills.set(name, fill)
    return fill.add(lines)
  }
  const end = () => [...fills.values()].flatMap((fill) => fill.end())

  const titles = new Map<string, TitleName>()
  let open: string | undefined
  for await (const holding of holdings) {
    const { group } = holding
    if (group.id !== open) yield* end()
    open = group.id
    if ('pairs' in holding) {
      const { name, program } = holding.agreement
      yield* add({ kind: 'agreements', group, program }, pairLines(name, holding.pairs))
    } else {
      const { publisher, productTitle: title } = holding.agreement
      titles.set(`${publisher}\n${title}`, { publisher, title })
      yield* add({ kind: 'other-agreements', group }, [otherAgreementLine(holding.agreement, holding.details)])
    }
  }
  yield* end()
  for (const some of chunksOf([...titles.values()], titlesPerRead)) {
    const licensable = await readLicensable(table, some)
    for (const [index, { publisher, title }] of some.entries())
      yield* add({ kind: 'catalog' }, [catalogLine(publisher, title, licensable[index] ?? true)])
  }
  const lines = isWhole ? await readDecisions(table, 'line') : []
  for (const { value } of lines.sort(ascendingBy(({ subject }) => subject)))
    if (value) yield* add({ kind: 'recognition' }, [recognitionLine(value)])
  yield* end()
}

const hints = [
  'Import the files in the order in which they stand here: other agreements need their titles in the catalog.',
  'Other agreements are refused (no-inventory) until a managed device has reported licensable software: let a device report, or import an inventory, first.',
  'Details of other agreements are in the files: keep the archive where only managers read it.',
]

/** Writes agreements as files that are imported as they lie. The manifest lists groups, as an empty one has no file. */
export const exportLedger = async (
  table: Table,
  { startedAt: exportedAt, agreementType }: StoredReport,
  scope: Scope,
  holdings: AsyncIterable<Holding>,
  path: string,
): Promise<void> => {
  const groups = scope.groups.map(({ name, builtIn }) => ({ name, builtIn }))
  const withManifest = async function* () {
    const [agreements, catalog, recognition]: [object[], object[], object[]] = [[], [], []]
    const placeOf: Partial<Record<Series['kind'], object[]>> = { catalog, recognition }
    for await (const file of filesOf(table, holdings, scope.isWhole && agreementType === 'all')) {
      const files = placeOf[file.listed.kind] ?? agreements
      files.push(file.listed)
      yield file
    }
    const told = { exportedAt, agreementType, groups, ...(catalog.length > 0 && { hints }) }
    const manifest = { ...told, files: [...recognition, ...catalog, ...agreements] }
    yield { path: 'manifest.json', content: `${JSON.stringify(manifest, null, 2)}\n` }
  }
  await pipeline(zipped(withManifest()), createWriteStream(path, { flags: 'wx' }))
}

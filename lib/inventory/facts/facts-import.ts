import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { State } from '../../audit/trail.ts'
import { raceLost } from '../../foundation/table/attempts.ts'
import { deviceFactsKey } from '../../foundation/table/keys.ts'
import { put, remove, type Table, type Write } from '../../foundation/table/table.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { giveBackLines, keepFormer } from '../../work/imports/give-back.ts'
import { importKind } from '../../work/imports/import-engine.ts'
import { judgeLines, reject, type Verdict } from '../../work/imports/import-file.ts'
import type { ImportLedger, Step } from '../../work/imports/import-kind.ts'
import { type StoredImport, stepOfLine } from '../../work/imports/import-run.ts'
import { rowsOfFile } from '../../work/imports/rows-of-file.ts'
import { maximumProducts, nameOfProduct, readFactsOf, StoredFacts } from '../devices/device-facts.ts'
import { type KnownNames, knowNames, knownNames } from '../names/software-names.ts'
import { readHeadings } from './facts-columns.ts'
import { deviceFactsFiles } from './file-kind.ts'
import { type FactsFile, type FactsLine, maximumRows, readFactsFile, type SaidProduct } from './read-facts-file.ts'

type Product = Omit<SaidProduct, 'isGone'>
type Facts = Pick<StoredFacts, 'cores' | 'processors' | 'isVirtual'> & { products: readonly Product[] }

const keyOfProduct = ({ publisher, product }: Product): string => titleKey({ publisher, title: product })
const keyOfName = (product: Product): string => titleKey(nameOfProduct(product))

/** What is known after a file: its rows of a product replace what was known of it, and leave an edition that they lack. */
const productsAfter = (known: readonly Product[], said: readonly SaidProduct[]): Product[] => {
  const rows = Map.groupBy(said, keyOfProduct)
  const kept = known.filter((one) => {
    const own = rows.get(keyOfProduct(one))
    return !own || (one.edition !== '' && own.every(({ edition, isGone }) => edition === '' && !isGone))
  })
  const held = new Set(kept.map(keyOfProduct))
  const added = said.filter((one) => !one.isGone && !held.has(keyOfProduct(one)))
  const all = [...kept, ...added].map(({ publisher, product, edition }) => ({ publisher, product, edition }))
  return [...new Map(all.map((one) => [keyOfName(one), one])).values()]
}

const factsOf = ({ cores, processors, isVirtual, products }: Facts): Facts => ({
  cores,
  processors,
  isVirtual,
  products: products.map(({ publisher, product, edition }) => ({ publisher, product, edition })),
})

const nothing: Facts = factsOf({ products: [] })

interface Plan extends Verdict<FactsLine> {
  before: StoredFacts | undefined
  after: Facts
}

const planDevice = (line: FactsLine, before: StoredFacts | undefined): Plan => {
  const known = factsOf(before ?? nothing)
  const after = factsOf({ ...known, ...line.machine, products: productsAfter(known.products, line.products) })
  const tooMany = `The device would have facts of more than ${maximumProducts} products.`
  if (after.products.length > maximumProducts) return { ...reject(line, 'too-many-titles', tooMany), before, after }
  const isSame = isDeepStrictEqual(after, known)
  return { line, before, after, outcome: isSame ? 'unchanged' : before ? 'updated' : 'created' }
}

interface FactsFileWithNames extends FactsFile {
  known: KnownNames
}

const plan = async (ledger: ImportLedger, run: StoredImport, { lines, known }: FactsFileWithNames) => {
  const open = lines.slice(run.nextUnit)
  const facts = await readFactsOf(
    ledger.table,
    open.map(({ key }) => key),
  )
  const plans = open.map((line) => planDevice(line, facts.get(line.key)))
  // Names are stored before what refers to them, and only once the import writes.
  const written = run.stage === 'writing' ? plans.filter(isWritten) : []
  const hashOf = await knowNames(
    ledger,
    written.flatMap(({ after }) => after.products.map(nameOfProduct)),
    known,
  )
  return plans.map((each) => ({ ...each, hashOf }))
}
type NamedPlan = Awaited<ReturnType<typeof plan>>[number]

const isWritten = ({ outcome }: Plan): boolean => outcome === 'created' || outcome === 'updated'

const write = (facts: StoredFacts, before: StoredFacts | undefined): Write => {
  const { sk, ...stored } = facts
  return put(
    { ...deviceFactsKey(sk), ...stored },
    before ? { equals: { version: before.version } } : { exists: false },
    raceLost,
  )
}

const StoredFormer = z.object({ facts: StoredFacts.optional() })

const writesOf = (run: StoredImport, planned: NamedPlan, at: string): Write[] => {
  if (!isWritten(planned)) return []
  const { line, before, after, hashOf } = planned
  const facts = {
    sk: line.key,
    id: line.deviceId,
    ...after,
    products: after.products.map((product) => ({ ...product, hash: hashOf(nameOfProduct(product)) })),
    importId: run.id,
    version: (before?.version ?? 0) + 1,
    updatedAt: at,
  }
  return [write(facts, before), keepFormer(run, { facts: before }, at)]
}

const stateOf = (facts: StoredFacts | undefined): State | null => (facts ? { ...factsOf(facts) } : null)

export const deviceFactsImport = importKind<FactsFileWithNames, NamedPlan, Step>({
  ...deviceFactsFiles,
  read: async ({ bytes = new Uint8Array() }, { fileName }) => {
    const rows = await rowsOfFile(bytes, fileName, { headings: readHeadings, maximumRows })
    return { ...readFactsFile(rows), known: knownNames() }
  },

  forward: {
    plan,
    stepOf: (run, planned, _ledger, at) => ({ ...stepOfLine(run, planned), writes: writesOf(run, planned, at) }),
  },
  plansTwice: true,

  judge: (planned) => judgeLines([planned]),
  back: giveBackLines<FactsLine, StoredFacts, z.infer<typeof StoredFormer>, object>({
    parse: (item) => StoredFormer.parse(item),
    read: async (table: Table, lines) => {
      const facts = await readFactsOf(
        table,
        lines.map(({ key }) => key),
      )
      return ({ key }) => facts.get(key)
    },
    whyLeft: ({ deviceId }, now, _former, run) =>
      now.importId === run.id
        ? undefined
        : `The facts of the device ${deviceId} were changed since they were imported.`,
    stepOf: ({ deviceId: id }, now, { facts }, { at }) => ({
      writes: [
        facts
          ? write({ ...facts, version: now.version + 1, updatedAt: at }, now)
          : remove(deviceFactsKey(now.sk), { equals: { version: now.version } }, raceLost),
      ],
      changes: [{ type: 'device', id, name: id, before: stateOf(now), after: stateOf(facts) }],
    }),
    nothing: {},
  }),
})

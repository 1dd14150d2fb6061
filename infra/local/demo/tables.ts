/** The organization of the demo, as it stands in `data/`: tables of tab-separated values. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import * as z from 'zod'
import { Program } from '../../../lib/agreements/records/pair.ts'

const text = z.string().min(1)
const count = z.coerce.number().int().nonnegative()
const orNone = <T extends z.ZodType>(schema: T) => z.union([z.literal('').transform(() => undefined), schema])
/** Days from today on; before it when negative. */
const days = orNone(z.coerce.number().int())
/** Agreements come in files, and some by a call each. */
const via = z.enum(['file', 'api'])

const Departments = z.strictObject({
  Engineering: count,
  Finance: count,
  IT: count,
  Marketing: count,
  Production: count,
  Sales: count,
})
const Department = Departments.keyof()
export type Department = z.infer<typeof Department>
export const departments = Department.options

/** A program under the name that PCs report, and how many PCs of each department have it. */
const Software = z.strictObject({
  /** A PC has one at most of the programs that have the same word here. */
  choice: z.string(),
  /** A license, or none; `rule`: the ledger knows by itself that it needs none. */
  needs: z.enum(['license', 'nothing', 'rule']),
  publisher: text,
  name: text,
  version: z.string(),
  ...Departments.shape,
})
export type Software = z.infer<typeof Software>

/** A product that VLSC reports for a pair; without a product it reports none. */
const VolumeAgreement = z.strictObject({
  group: Department,
  via,
  program: Program,
  name: text,
  agreementNumber: text,
  licenseNumber: text,
  status: z.enum(['valid', 'expired', 'not-found']),
  starts: days,
  ends: days,
  pool: z.string(),
  product: z.string(),
  version: z.string(),
  type: z.string(),
  quantity: orNone(count),
})
export type VolumeAgreement = z.infer<typeof VolumeAgreement>

const OtherAgreement = z.strictObject({
  group: Department,
  via,
  name: text,
  publisher: text,
  title: text,
  licenses: count,
  starts: days,
  ends: days,
  details: z.string(),
})

/** A server, one program of it, and what a file of facts says of it. */
const Server = z.strictObject({
  ...{ id: text, name: text, caption: text, build: text, software: text, version: text },
  ...{ cores: text, processors: text, virtual: text, product: z.string(), edition: z.string() },
})

/** A product that counts for a title because a manager says so. */
const Mapping = z.strictObject({ title: text, product: text, version: text })

const read = <T extends z.ZodType>(name: string, row: T): z.infer<T>[] => {
  const content = readFileSync(new URL(`data/${name}.tsv`, import.meta.url), 'utf8')
  return z.array(row).parse(parse(content, { delimiter: '\t', columns: true, quote: false }))
}

/** PCs of each department: 400. */
export const sizes: Record<Department, number> = {
  Engineering: 90,
  Finance: 40,
  IT: 30,
  Marketing: 40,
  Production: 110,
  Sales: 90,
}
export const software = read('software', Software)
export const servers = read('servers', Server)
export const volumeAgreements = read('volume-agreements', VolumeAgreement)
export const otherAgreements = read('other-agreements', OtherAgreement)
export const licenseSummary = read('license-summary', z.record(z.string(), z.string()))
export const mappings = read('mappings', Mapping)

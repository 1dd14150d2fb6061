import { Restrictions } from '../../lib/agreements/records/restrictions.ts'
import { licenseKey } from '../../lib/entitlements/rows/statement-rows.ts'
import { OtherPositions } from '../../lib/positions/answers/family.ts'
import { nothingEarlier } from '../../lib/positions/reconcile/earlier.ts'
import { reconcile } from '../../lib/positions/reconcile/reconcile.ts'
import type { Row } from '../../lib/positions/snapshot/tables.ts'
import { PlanPart } from '../../lib/recognition/data/plans.ts'
import { familyIdOf, Metric } from '../../lib/recognition/data/recognition.ts'
import { normalize } from '../../lib/recognition/names/normalize.ts'
import { everyRight } from '../../lib/recognition/rights/rights.ts'
import type { TitleName } from '../../lib/recognition/titles/decision.ts'
import { factsOf, terms, today } from './plain-ledger.ts'
import type { PlainLedger } from './position-model.ts'

/** A position in words: test/data/positions.tsv and docs/positions.md explain them. */
export interface WorkedCase {
  machines: string
  licenses: string
  also?: string | undefined
}

const at = '2026-02-01T00:00:00.000Z'
const itemsOf = (text = ''): string[] => text.split(';').flatMap((item) => item.trim() || [])

const match = (pattern: RegExp, text: string): Record<string, string | undefined> => {
  const found = pattern.exec(text)
  if (!found) throw new Error(`Nobody knows what “${text}” says.`)
  return found.groups ?? {}
}

/** `Adobe: Adobe Acrobat XI Pro`; most are Microsoft's. */
const nameOf = (text: string): TitleName => {
  const { publisher = 'Microsoft', title = '' } = match(/^(?:(?<publisher>[A-Z]\w+): )?(?<title>.+)$/u, text)
  return { publisher, title }
}

/** A version stands in a column of its own. */
const productOf = (text: string) => {
  const { productFamily = '', version = '' } = match(
    /^(?<productFamily>.+?)(?: (?<version>20\d\d(?: R2)?|1[01]|8\.1|[78]))?$/u,
    text,
  )
  return { productFamily, version }
}

const dayOf = (text: string | undefined) => (text === undefined ? {} : { until: text })

const addMachines = (ledger: PlainLedger, text: string): void => {
  const { count, titles = '', said } = match(/^(?<count>\d+) × (?<titles>.+?)(?: \[(?<said>.+)\])?$/u, text)
  const place = (title: string): number => {
    const name = nameOf(title)
    const known = ledger.names.findIndex((one) => one.publisher === name.publisher && one.title === name.title)
    return known < 0 ? ledger.names.push({ ...name, seenAt: at }) - 1 : known
  }
  const has = titles.split(' + ').map(place)
  const facts: PlainLedger['devices'][number]['facts'] = {}
  const exempt: NonNullable<PlainLedger['devices'][number]['exempt']> = []
  const plans: NonNullable<PlainLedger['devices'][number]['plans']> = {}
  let named = false
  for (const part of said?.split(', ') ?? []) {
    const fact = match(
      /^(?:(?<cores>\d+) cores|(?<processors>\d+) processors|(?<virtual>virtual)|says (?<title>.+)|user (?<answer>has|lacks) (?<plan>[a-z-]+)|(?<exempt>exempt)(?: of (?<family>\D+?))?(?: until (?<until>\S+))?)$/u,
      part,
    )
    named ||= fact.exempt === undefined && fact.plan === undefined
    if (fact.plan) plans[PlanPart.parse(fact.plan)] = fact.answer === 'has' ? 'yes' : 'no'
    if (fact.cores) facts.cores = Number(fact.cores)
    if (fact.processors) facts.processors = Number(fact.processors)
    if (fact.virtual) facts.virtual = true
    if (fact.title) facts.names = [place(fact.title)]
    if (fact.exempt)
      exempt.push({ ...(fact.family && { familyId: familyIdOf('Microsoft', fact.family) }), ...dayOf(fact.until) })
  }
  for (let index = 0; index < Number(count); index++) {
    const id = `PC${String(ledger.devices.length).padStart(4, '0')}`
    const own = [...new Set([...has, ...(facts.names ?? [])])]
    ledger.devices.push({ id, has: own, seen: today, exempt, plans, ...(named && { facts }) })
  }
}

const addLicenses = (ledger: PlainLedger, text: string): void => {
  const {
    count = '',
    name = '',
    assured,
    with: isAssured,
    until,
    how,
  } = match(
    /^(?<count>\d+|unlimited) (?<name>.+?)(?<with> with (?:(?<assured>\d+) )?Software Assurance(?: until (?<until>\S+))?)?(?: \((?<how>.+)\))?$/u,
    text,
  )
  const said = how?.split(', ') ?? []
  const restrictions = Restrictions.parse(said.flatMap((part) => /^without (.+)$/u.exec(part)?.[1] ?? []))
  const id = `AGREEMENT${ledger.agreements.length}`
  const term = said.map((part) => /^from (\S+) to (\S+)$/u.exec(part)).find((found) => found !== null)
  if (said.includes('agreement')) {
    const { publisher, title } = normalize(nameOf(name))
    const licenseCount = count === 'unlimited' ? ('unlimited' as const) : Number(count)
    ledger.agreements.push({
      ...{ id, name: id, type: 'other', restrictions, product: { publisher, title, licenseCount } },
      ...(term && { startDate: term[1], endDate: term[2] }),
    })
    return
  }
  const quantity = Number(count)
  const activeSoftwareAssuranceQuantity = isAssured ? Number(assured ?? quantity) : 0
  const row = { ...productOf(name), effectiveQuantity: quantity, activeSoftwareAssuranceQuantity }
  const numbers = said.flatMap((part) => /^pair (\S+)\/(\S+)$/u.exec(part)?.slice(1) ?? [])
  const licenseId = said.map((part) => /^License ID (\S+)$/u.exec(part)?.[1]).find((found) => found !== undefined)
  if (licenseId === undefined && (numbers.length > 0 || until !== undefined || restrictions.length > 0)) {
    const [agreementNumber = id, licenseNumber = id] = numbers
    ledger.agreements.push({ id, name: id, type: 'volume', restrictions })
    const status = said.includes('expired') ? 'expired' : 'valid'
    ledger.pairs.push({ agreementNumber, licenseNumber, status, agreementId: id, endDate: until, rows: [row] })
    return
  }
  ledger.statements.push({ ...row, source: 'license-summary', licenseId: licenseId && licenseKey(licenseId), at })
}

const policyNames = {
  'prior versions': 'priorVersion',
  'Software Assurance': 'softwareAssurance',
  'lower editions': 'lowerEdition',
} as const

const addDecision = (ledger: PlainLedger, text: string): void => {
  const said = match(
    /^(?:no (?<policy>prior versions|Software Assurance|lower editions)|(?<map>map|exclude) (?<product>.+) (?:to|from) (?<title>Microsoft .+|\w+: .+)|declare (?<quantity>\d+) (?<metric>\w+) of (?<family>.+)|pair (?<agreement>\S+)\/(?<license>\S+?)(?: until (?<until>\S+))?)$/u,
    text,
  )
  const policy = Object.entries(policyNames).find(([name]) => name === said.policy)?.[1]
  if (policy) ledger.policies = { ...(ledger.policies ?? everyRight), [policy]: false }
  if (said.title !== undefined) {
    const product = productOf(said.product ?? '')
    const isMap = said.map === 'map'
    const { publisher, title } = normalize(nameOf(said.title))
    const products = isMap ? [{ ...product, rank: 1, at, by: 'manager' }] : []
    ledger.mappings.push({ publisher, title, products, exclude: isMap ? [] : [product], at })
  }
  if (said.family !== undefined) {
    const use = { metric: Metric.parse(said.metric), quantity: Number(said.quantity), asOf: today }
    ledger.declaredUse = [...(ledger.declaredUse ?? []), { familyId: familyIdOf('Microsoft', said.family), ...use }]
  }
  if (said.agreement !== undefined && said.license !== undefined) {
    const numbers = { agreementNumber: said.agreement, licenseNumber: said.license }
    ledger.pairs.push({ ...numbers, status: 'valid', endDate: said.until, rows: [] })
  }
}

const ledgerOf = ({ machines, licenses, also }: WorkedCase): PlainLedger => {
  const ledger: PlainLedger = {
    ...{ today, staleDays: 90, names: [], devices: [], agreements: [], pairs: [], statements: [] },
    ...{ catalog: [], licensable: [], merges: [], pins: [], mappings: [] },
  }
  for (const item of itemsOf(machines)) addMachines(ledger, item)
  for (const item of itemsOf(licenses)) addLicenses(ledger, item)
  for (const item of itemsOf(also)) addDecision(ledger, item)
  return ledger
}

const rightsOf = ({ byRight }: Row<'families'>): string =>
  Object.entries(JSON.parse(byRight) as Record<string, number>)
    .map(([right, quantity]) => `${right} ${quantity}`)
    .join(', ')

/** What a ledger's position says, in the words of the tables. @returns by name of a family */
export const workOut = async (worked: WorkedCase): Promise<Record<string, Record<string, string>>> => {
  const { families } = await reconcile(factsOf(ledgerOf(worked)), terms, nothingEarlier, undefined)
  return Object.fromEntries(
    families.map((family) => {
      const { name, metric, required, covered, shortfall, surplus, owned, unlimited, needsData, exempt, status } =
        family
      const figures = Object.fromEntries(
        Object.entries({ required, covered, shortfall, surplus, owned, needsData, exempt }).map(([figure, value]) => [
          figure,
          String(value),
        ]),
      )
      const flags = [family.flags ?? '', unlimited ? 'unlimited' : ''].flatMap((flag) => flag || [])
      const others = OtherPositions.parse(JSON.parse(family.others)).filter((other) => other.metric === 'server')
      const servers = others.map((other) => `${other.used}/${other.owned}`).join('+')
      return [name, { metric, ...figures, status, rights: rightsOf(family), flags: flags.join(), servers }]
    }),
  )
}

const usual = { metric: 'device', needsData: '0', exempt: '0', flags: '', servers: '' }

/** The figures of a line: `more` has those that are not as usual. */
export const expectedOf = (line: Readonly<Record<string, string | undefined>>): Record<string, string> => {
  const { required = '', covered = '', shortfall = '', surplus = '', status = '', rights = '', more = '' } = line
  const others = more.split(', ').flatMap((part) => (part ? [part.split(' ')] : []))
  return { ...usual, required, covered, shortfall, surplus, status, rights, ...Object.fromEntries(others) }
}

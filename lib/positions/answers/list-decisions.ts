import { ascendingByAll } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { bestCandidates, type Candidate } from '../../recognition/products/candidates.ts'
import { productIdOf, productKey } from '../../recognition/products/product-key.ts'
import { type Decision, isOfKind, readAllDecisions } from '../../recognition/titles/decision.ts'
import { newestOf } from '../../recognition/titles/title-decisions.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { lacksEdition } from '../families/families.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import { productOfRow, type Row } from '../snapshot/tables.ts'
import type { Action, DecisionItem, OpenDecisionKind } from './decision-item.ts'
import { isForNoTitle, sharesOf, titlesByWord } from './list-entitlements.ts'
import { fieldsOf, type ListKind, listRows, pageOf } from './list-rows.ts'
import { listSettled } from './list-settled.ts'
import { type AnswerShelf, factNames, titlesById } from './title-rows.ts'

type Title = Row<'titles'>
type Product = Row<'products'>
type Device = Row<'devices'>

/** Something that is open in a snapshot. */
interface OpenDecision {
  id: string
  kind: OpenDecisionKind
  machines?: number
  quantity?: number
  title?: Title
  product?: Product
  devices?: readonly Device[]
}

const subjectOfTitle = ({ id: titleId, publisher, title }: Title) => ({ titleId, publisher, title })

const openKindOf = (title: Title): OpenDecisionKind | undefined => {
  if (title.status === 'unknown') return 'unknown-title'
  if (title.needsData === 0) return undefined
  if (title.lacks !== 'edition') return 'machines-without-data'
  // Beside another title that does not tell its edition, that one is to be decided.
  return lacksEdition({ product: productOfRow(title) }) ? 'title-without-edition' : undefined
}

const openTitles = (titles: readonly Title[]): OpenDecision[] =>
  titles.flatMap((title) => {
    const kind = openKindOf(title)
    return kind && title.installed > 0
      ? [{ id: derivedId(kind, title.id), kind, machines: title.needsData || title.installed, title }]
      : []
  })

/** Nobody has to decide about what no title can be meant by, or what is installed nowhere. */
const isOpen = (product: Product): boolean => !isForNoTitle(product) && product.unmatched !== 'not-installed'

const openProducts = (products: readonly Product[]): OpenDecision[] =>
  products
    .filter((product) => product.owned > 0 && isOpen(product) && sharesOf(product).length === 0)
    .map((product) => ({
      id: derivedId('product-without-title', product.id),
      kind: 'product-without-title',
      quantity: product.owned,
      product,
    }))

/** Devices that count, that are called the same, and that nobody linked; and those under whose id two machines report. */
const openDevices = (devices: readonly Device[]): OpenDecision[] => {
  const counted = devices.filter((device, number) => device.counted && device.machine === number)
  const alike = [...Map.groupBy(counted, ({ name }) => nameKey(name)).values()].filter((some) => some.length > 1)
  const shared = counted.filter(({ otherName }) => otherName !== undefined).map((device) => [device])
  return [...alike, ...shared].map((some) => ({
    id: derivedId('duplicate-devices', ...some.map(({ id }) => id)),
    kind: 'duplicate-devices',
    machines: Math.max(2, some.length),
    devices: some,
  }))
}

const weightOf = ({ machines = 0, quantity = 0 }: OpenDecision): number => Math.max(machines, quantity)

/** All that is open in a snapshot, most machines or licenses first. */
const openOf = kept(async (snapshot: Snapshot): Promise<OpenDecision[]> => {
  const [titles, products, devices] = await Promise.all([
    snapshot.all('titles'),
    snapshot.all('products'),
    snapshot.all('devices'),
  ])
  return [...openTitles(titles), ...openProducts(products), ...openDevices(devices)].sort(
    ascendingByAll((one) => [-weightOf(one), one.id]),
  )
})

const openList = {
  id: ({ id }: OpenDecision) => id,
  sorts: {},
  sums: {},
  facets: { kind: ({ kind }: OpenDecision) => kind },
} satisfies ListKind<OpenDecision>

export const decisionFields = fieldsOf(openList)

/** Kinds of decisions that settle what is open about a title. A license for it does not tell its edition. */
const settling = {
  'unknown-title': ['licensable', 'catalog', 'merge', 'line', 'mapping'],
  'title-without-edition': ['free', 'merge', 'line'],
  'machines-without-data': ['free', 'merge'],
} as const

/** Who only forbids products says nothing of the title. */
const forbidsOnly = (value: object): boolean =>
  'products' in value && Array.isArray(value.products) && value.products.length === 0

/** What was decided since the facts of a snapshot were read: it leaves the list at once. */
const settledSince = (decisions: readonly Decision[], readFrom: string) => {
  const titles = new Set<string>()
  const products = new Set<string>()
  const devices = new Set<string>()
  for (const { kind, value, subject, at } of decisions) {
    if (at < readFrom || !value) continue
    if (kind === 'link') devices.add(subject)
    else if ('publisher' in value && !forbidsOnly(value)) titles.add(`${kind} ${titleKey(value)}`)
    if ('licensable' in value && !value.licensable) titles.add(`free ${titleKey(value)}`)
    if ('products' in value) for (const product of value.products) products.add(productIdOf(product))
  }
  return ({ kind, title, product, devices: some = [] }: OpenDecision): boolean => {
    const kinds: readonly string[] = kind in settling ? settling[kind as keyof typeof settling] : []
    const names = title ? [title, ...factNames(title)] : []
    return (
      names.some((name) => kinds.some((each) => titles.has(`${each} ${titleKey(name)}`))) ||
      (product !== undefined && products.has(product.id)) ||
      some.some(({ id }) => devices.has(packedDeviceKey(id)))
    )
  }
}

const softwarePath = (titleId: string): string => `/software/${titleId}`

const settleUnknown = ({ id }: Title): Action[] => [
  { label: 'It needs a license', method: 'PATCH', path: softwarePath(id), body: { licensable: true } },
  { label: 'It is free', method: 'PATCH', path: softwarePath(id), body: { licensable: false } },
]

const settleEdition = ({ id, publisher, title, family, productVersion: version, editions }: Title): Action[] =>
  (editions ?? '')
    .split('\n')
    .filter((edition) => edition !== '')
    .map((edition) => ({
      label: `It is ${edition}`,
      method: 'PUT',
      path: `/recognition/edition-${id.toLowerCase()}`,
      body: { publisher, title, kind: 'licensed', family, edition, ...(version !== undefined && { version }) },
    }))

const settleProduct = ({ id }: Product, candidates: readonly Candidate[], mappingOf: MappingOf): Action[] =>
  candidates.map(({ id: titleId, title }) => {
    const { products = [], exclude = [] } = mappingOf(titleId)?.value ?? {}
    const listed = products.map(({ productFamily, version, rank }) => ({ product: productFamily, version, rank }))
    const excluded = exclude.map(({ productFamily, version }) => ({ product: productFamily, version }))
    return {
      label: `It is for ${title}`,
      method: 'PUT',
      path: `${softwarePath(titleId)}/entitlement-mapping`,
      body: { products: [...listed, id], exclude: excluded },
    }
  })

const settleDevices = ([first, ...others]: readonly Device[]): Action[] =>
  others.map((device) => ({
    label: `${device.id} is the same machine as ${first?.id}`,
    method: 'PUT',
    path: `/devices/${encodeURIComponent(device.id)}/link`,
    body: { deviceId: first?.id },
  }))

const whyDevices = ([first, ...others]: readonly Device[]): string =>
  others.length > 0
    ? `${others.length + 1} devices are called ${first?.name}: link those that are one machine.`
    : `Another machine, ${first?.otherName}, reports under the id of ${first?.name}. Give each machine an id of its own.`

/** A file of facts settles it, no single request. */
const whyMachines = ({ lacks }: Title): string =>
  lacks === 'host'
    ? 'These are virtual machines: they are licensed by the cores of their hosts, which no inventory shows. Declare these, and exempt the machines.'
    : 'Its licenses count cores, and nobody knows those of these machines or, where they are virtual, of their hosts. A file at imports/device-facts says those of machines.'

const showOpen = (
  one: OpenDecision,
  candidatesOf: (product: Product) => readonly Candidate[],
  mappingOf: MappingOf,
): DecisionItem => {
  const { id, kind, machines, quantity, title, product, devices } = one
  const shown = { id, kind, machines, quantity }
  if (title && kind === 'unknown-title') {
    const reason = 'Nobody knows yet whether it needs a license: it counts neither as covered nor as short.'
    return { ...shown, subject: subjectOfTitle(title), reason, candidates: [], actions: settleUnknown(title) }
  }
  if (title && kind === 'machines-without-data')
    return { ...shown, subject: subjectOfTitle(title), reason: whyMachines(title), candidates: [], actions: [] }
  if (title) {
    const reason = 'Its name does not tell the edition, on which its license depends.'
    return { ...shown, subject: subjectOfTitle(title), reason, candidates: [], actions: settleEdition(title) }
  }
  if (product) {
    const found = candidatesOf(product)
    const candidates = found.map(({ id: titleId, ...more }) => ({ titleId, ...more }))
    const { productFamily, version } = product
    return {
      ...shown,
      subject: { productId: product.id, product: productFamily, version },
      reason:
        product.unmatched === 'several-titles'
          ? 'More than one title can be meant.'
          : 'No title is recognized as this product.',
      candidates,
      actions: settleProduct(product, found, mappingOf),
    }
  }
  const some = devices ?? []
  return {
    ...shown,
    subject: { devices: some.map(({ id: deviceId, name }) => ({ deviceId, name })) },
    reason: whyDevices(some),
    candidates: [],
    actions: settleDevices(some),
  }
}

type MappingOf = (titleId: string) => Decision<'mapping'> | undefined

const readMappings = (titles: readonly Title[], decisions: readonly Decision[]): MappingOf => {
  const byKey = new Map(
    decisions
      .filter(isOfKind('mapping'))
      .flatMap((decision) => (decision.value ? [[titleKey(decision.value), decision]] : [])),
  )
  return (titleId) => {
    const title = titlesById(titles).get(titleId)
    return title && newestOf(factNames(title).map((name) => byKey.get(titleKey(name))))
  }
}

/** What is open in the current snapshot, without what was settled since. */
const listOpen = async (
  { table, snapshots }: Pick<AnswerShelf, 'table' | 'snapshots'>,
  kind: readonly DecisionItem['kind'][] | undefined,
  page: PageRequest,
) => {
  const opened = await snapshots.openPage(page)
  const { snapshot } = opened
  const [open, decisions, titles] = await Promise.all([
    snapshot ? openOf(snapshot) : [],
    readAllDecisions(table),
    snapshot ? snapshot.all('titles') : [],
  ])
  const isSettled = settledSince(decisions, snapshot?.manifest.readFrom ?? '')
  const filters = {
    kind: kind && ((one: OpenDecision) => kind.includes(one.kind)),
    settled: (one: OpenDecision) => !isSettled(one),
  }
  const { rows, ...list } = listRows(open, openList, { filters, ...opened })
  const products = rows.flatMap(({ product }) => product ?? [])
  const candidates = bestCandidates(products, titlesByWord(titles))
  const mappingOf = readMappings(titles, decisions)
  const items = rows.map((one) => showOpen(one, (product) => candidates.get(productKey(product)) ?? [], mappingOf))
  return pageOf(opened, items, list)
}

/** What managers have to decide, most machines or licenses first; or what they have decided, newest first. */
export const listDecisions = (
  ledger: Pick<AnswerShelf, 'table' | 'snapshots'>,
  { kind, settled }: { kind?: readonly DecisionItem['kind'][] | undefined; settled: boolean },
  page: PageRequest,
) => (settled ? listSettled(ledger, kind, page) : listOpen(ledger, kind, page))

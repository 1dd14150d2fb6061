import { ascendingByAll } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { productIdOf } from '../../recognition/products/product-key.ts'
import type { Decision } from '../../recognition/titles/decision.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import { lacksEdition } from '../families/families.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import { productOfRow, type Row } from '../snapshot/tables.ts'
import type { OpenDecisionKind } from './decision-item.ts'
import { isForNoTitle, sharesOf } from './list-entitlements.ts'
import { factNames } from './title-rows.ts'

type Title = Row<'titles'>
type Product = Row<'products'>
type Device = Row<'devices'>

/** Something that is open in a snapshot. */
export interface OpenDecision {
  id: string
  kind: OpenDecisionKind
  machines?: number
  quantity?: number
  title?: Title
  product?: Product
  devices?: readonly Device[]
}

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
export const openOf = kept(async (snapshot: Snapshot): Promise<OpenDecision[]> => {
  const [titles, products, devices] = await Promise.all([
    snapshot.all('titles'),
    snapshot.all('products'),
    snapshot.all('devices'),
  ])
  return [...openTitles(titles), ...openProducts(products), ...openDevices(devices)].sort(
    ascendingByAll((one) => [-weightOf(one), one.id]),
  )
})

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
export const settledSince = (decisions: readonly Decision[], readFrom: string) => {
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

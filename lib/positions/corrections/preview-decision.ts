import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { ascendingByAll } from '../../foundation/collections.ts'
import { invalidInput } from '../../foundation/errors.ts'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import { DeviceLink } from '../../inventory/devices/device.ts'
import { NewLine } from '../../recognition/lines/recognition-line.ts'
import { type NamedProduct, productIdOf } from '../../recognition/products/product-key.ts'
import {
  type Decision,
  type DecisionKind,
  type DecisionValue,
  decisionAfter,
  type TitleName,
} from '../../recognition/titles/decision.ts'
import { titleSubject } from '../../recognition/titles/title-id.ts'
import { openTitle, type TitleLedger } from '../answers/open-title.ts'
import { showPosition } from '../answers/title-rows.ts'
import { decodeLists, listsFileKey } from '../lists/lists.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import { type Facts, readFacts } from '../reconcile/read-facts.ts'
import { nothingEarlier, reconcile } from '../reconcile/reconcile.ts'
import { readEarlier } from '../runs/publish.ts'
import type { ReadableFiles } from '../snapshot/files.ts'
import { Terms } from '../snapshot/manifest.ts'
import { SoftwareMerge, SoftwarePatch } from './correct-title.ts'
import { EntitlementMapping } from './map-products.ts'

export type PreviewLedger = TitleLedger & { files: ReadableFiles }

/** A request that would be made: what `actions` and `undo` of decisions say, and others of the same routes. */
export const DecisionPreview = z
  .strictObject({
    method: z.enum(['PUT', 'PATCH', 'POST', 'DELETE']),
    path: z.string().max(512).meta({ description: 'As in `/software/{titleId}/entitlement-mapping`.' }),
    body: z.unknown().optional(),
  })
  .meta({ id: 'DecisionPreview' })
type Preview = z.infer<typeof DecisionPreview>

const Figures = z.strictObject({
  installedCount: z.int(),
  entitledCount: z.int(),
  unlimited: z.boolean(),
  difference: z.int().nullable(),
  status: PositionStatus,
})

export const PreviewedChanges = z
  .strictObject({
    items: z.array(
      z.strictObject({
        titleId: z.string(),
        publisher: z.string(),
        title: z.string(),
        before: Figures.nullable().meta({ description: 'Null for a title that does not exist yet.' }),
        after: Figures.nullable().meta({ description: 'Null for a title that would be gone.' }),
      }),
    ),
    count: z.int().meta({ description: 'Titles that would change; the first 100 are shown, largest change first.' }),
  })
  .meta({ id: 'PreviewedChanges' })

const shown = 100

type Apply = (facts: Facts) => Facts

const decided =
  <K extends Exclude<DecisionKind, 'link'>>(kind: K, subject: string, value: DecisionValue<K> | undefined): Apply =>
  (facts) => {
    const all = new Map<string, Decision>(facts.decisions[kind])
    // Later than any other: it is the one that counts.
    const who = { actor: 'preview', at: '9999' }
    all.set(
      subject,
      decisionAfter(kind, subject, facts.decisions[kind].get(subject) as Decision<K> | undefined, value, who),
    )
    return { ...facts, decisions: { ...facts.decisions, [kind]: all } }
  }

const linked =
  (deviceId: string, to: string | undefined): Apply =>
  (facts) => {
    const links = new Map(facts.links)
    if (to === undefined) links.delete(packedDeviceKey(deviceId))
    else links.set(packedDeviceKey(deviceId), packedDeviceKey(to))
    return { ...facts, links }
  }

const fault = (pointer: string, message: string) => invalidInput([{ pointer, code: 'not-previewable', message }])

const parseBody = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const { data, error } = schema.safeParse(body ?? {})
  if (error)
    throw invalidInput(
      error.issues.map(({ path, message }) => ({ pointer: `/body/${path.join('/')}`, code: 'validation', message })),
    )
  return data
}

const mappingOf = async (
  { snapshots }: PreviewLedger,
  name: TitleName,
  { products, exclude }: z.infer<typeof EntitlementMapping>,
): Promise<DecisionValue<'mapping'>> => {
  const { snapshot } = await snapshots.present()
  const known = new Map<string, NamedProduct>((await snapshot?.all('products'))?.map((each) => [each.id, each]))
  const find = (listed: (typeof products)[number] | (typeof exclude)[number]): NamedProduct => {
    const product =
      typeof listed === 'string'
        ? known.get(listed)
        : known.get(productIdOf({ productFamily: listed.product, version: listed.version }))
    if (!product) throw fault('/body/products', 'Nobody reports such a product. GET /entitlements lists all of them.')
    return { productFamily: product.productFamily, version: product.version }
  }
  return {
    ...name,
    products: products.map((listed, index) => ({ ...find(listed), rank: index + 1, at: '', by: 'preview' })),
    exclude: exclude.map(find),
  }
}

/** Reads a request as the change of facts that it would make. @throws LedgerError as that request, and `not-previewable` */
const readRequest = async (ledger: PreviewLedger, { method, path, body }: Preview): Promise<Apply> => {
  const [, resource, id = '', part] = /^\/([a-z]+)\/([^/]+)(?:\/([a-z-]+))?$/.exec(path) ?? []
  const request = [method, resource, part].filter((each) => each !== undefined).join(' ')
  const nameOfTitle = async (): Promise<TitleName> => {
    const { name } = await openTitle(ledger, id)
    return name
  }
  if (request === 'PATCH software') {
    const { licensable } = parseBody(SoftwarePatch, body)
    const name = await nameOfTitle()
    const value = licensable === null || licensable === undefined ? undefined : { ...name, licensable }
    return decided('licensable', titleSubject(name), value)
  }
  if (request === 'PUT software entitlement-mapping') {
    const name = await nameOfTitle()
    return decided('mapping', titleSubject(name), await mappingOf(ledger, name, parseBody(EntitlementMapping, body)))
  }
  if (request === 'DELETE software entitlement-mapping')
    return decided('mapping', titleSubject(await nameOfTitle()), undefined)
  if (request === 'POST software merge') {
    const { into } = parseBody(SoftwareMerge, body)
    const name = await nameOfTitle()
    return decided('merge', titleSubject(name), { ...name, into: (await openTitle(ledger, into)).name })
  }
  if (request === 'PUT recognition') return decided('line', id, { id, ...parseBody(NewLine, body) })
  if (request === 'DELETE recognition') return decided('line', id, undefined)
  if (request === 'PUT devices link') return linked(decodeURIComponent(id), parseBody(DeviceLink, body).deviceId)
  if (request === 'DELETE devices link') return linked(decodeURIComponent(id), undefined)
  throw fault(
    '/path',
    'These can be previewed: PATCH /software/{titleId}, PUT and DELETE /software/{titleId}/entitlement-mapping, POST /software/{titleId}/merge, PUT and DELETE /recognition/{lineId}, PUT and DELETE /devices/{deviceId}/link.',
  )
}

type Title = z.infer<typeof Figures> & { titleId: string; publisher: string; title: string }

const titlesOf = (conclusions: ReturnType<typeof reconcile>): Map<string, Title> =>
  new Map(
    conclusions.positions.map((position) => {
      const { id: titleId, publisher, title, status } = position
      return [titleId, { titleId, publisher, title, ...showPosition(position), status }]
    }),
  )

const figuresOf = (title: Title | undefined) => (title ? Figures.strip().parse(title) : null)
const sizeOf = ({ before, after }: { before: Figures | null; after: Figures | null }): number =>
  Math.abs((after?.difference ?? 0) - (before?.difference ?? 0))
type Figures = z.infer<typeof Figures>

/**
 * Which titles a decision would change, and how: the whole ledger is concluded twice, from the facts as they are and with
 * the decision. Nothing is stored.
 * @throws LedgerError as the request that is previewed, and `not-previewable`
 */
export const previewDecision = async (
  ledger: PreviewLedger,
  request: Preview,
): Promise<z.infer<typeof PreviewedChanges>> => {
  const { table, files, snapshots } = ledger
  const apply = await readRequest(ledger, request)
  const { snapshot, pointers } = await snapshots.present()
  const bytes = pointers.lists && (await files.read(listsFileKey(pointers.lists.id)))
  if (!snapshot || !bytes) return { items: [], count: 0 }
  const facts: Facts = { lists: decodeLists(bytes), ...(await readFacts(table)) }
  const earlier = (await readEarlier(files, snapshot.manifest)) ?? nothingEarlier
  const conclude = (from: Facts) =>
    titlesOf(reconcile(from, Terms.parse(snapshot.manifest), { ...earlier, inputs: {} }, undefined))
  const [before, after] = [conclude(facts), conclude(apply(facts))]
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [one, other] = [before.get(id), after.get(id)]
    const change = { before: figuresOf(one), after: figuresOf(other) }
    const about = other ?? one
    if (!about || isDeepStrictEqual(change.before, change.after)) return []
    return [{ titleId: id, publisher: about.publisher, title: about.title, ...change }]
  })
  changes.sort(ascendingByAll((change) => [-sizeOf(change), change.titleId]))
  return { items: changes.slice(0, shown), count: changes.length }
}

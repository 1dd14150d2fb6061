import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { ascendingByAll } from '../../foundation/collections.ts'
import { type InputError, invalidInput, LedgerError } from '../../foundation/errors.ts'
import { Ulid } from '../../foundation/table/ids.ts'
import { openLink, openLinked } from '../../inventory/devices/change-devices.ts'
import { DeviceId, DeviceLink } from '../../inventory/devices/device.ts'
import { NewExemption, openExemption } from '../../inventory/devices/exemptions.ts'
import { readKnownDevice } from '../../inventory/devices/read-devices.ts'
import { Metric } from '../../recognition/data/recognition.ts'
import { getLine } from '../../recognition/lines/edit-lines.ts'
import { LineId, NewLine } from '../../recognition/lines/recognition-line.ts'
import { type Decision, type DecisionValue, decisionAfter } from '../../recognition/titles/decision.ts'
import { titleSubject } from '../../recognition/titles/title-id.ts'
import { FamilyFigures } from '../answers/family.ts'
import { openForWriting, type TitleLedger } from '../answers/open-title.ts'
import { showFamily } from '../answers/show-family.ts'
import { showPosition } from '../answers/title-rows.ts'
import { decodeLists, listsFileKey } from '../lists/lists.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import { nothingEarlier } from '../reconcile/earlier.ts'
import { type Decisions, type Facts, readFacts } from '../reconcile/read-facts.ts'
import { type Conclusions, reconcile } from '../reconcile/reconcile.ts'
import { readEarlier } from '../runs/publish.ts'
import type { ReadableFiles } from '../snapshot/files.ts'
import { Terms } from '../snapshot/manifest.ts'
import type { Row } from '../snapshot/tables.ts'
import { openMerge, SoftwareMerge, SoftwarePatch } from './correct-title.ts'
import { expectCounted, NewDeclaredUse, openUse } from './declared-use.ts'
import { EntitlementMapping, mappingAfter } from './map-products.ts'
import { NewPositionPolicies } from './position-policies.ts'

export type PreviewLedger = TitleLedger & { files: ReadableFiles }

/** A request that would be made: what `actions` and `undo` of decisions say, and others of the same routes. */
export const DecisionPreview = z
  .strictObject({
    method: z.enum(['PUT', 'PATCH', 'POST', 'DELETE']),
    path: z.string().max(2_048).meta({ description: 'As in `/software/{titleId}/entitlement-mapping`.' }),
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
    families: z.array(
      z.strictObject({
        familyId: z.string(),
        publisher: z.string(),
        name: z.string(),
        before: FamilyFigures.nullable().meta({ description: 'Null for a family that does not exist yet.' }),
        after: FamilyFigures.nullable().meta({ description: 'Null for a family that would be gone.' }),
      }),
    ),
    familyCount: z
      .int()
      .meta({ description: 'Families that would change; the first 100 are shown, largest change of shortfall first.' }),
  })
  .meta({ id: 'PreviewedChanges' })

const shown = 100

type Apply = (facts: Facts) => Facts

const decided =
  <K extends keyof Decisions>(kind: K, subject: string, value: DecisionValue<K> | undefined): Apply =>
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

/** @param key packed, as that of the device that it counts with */
const linked =
  (key: string, to: string | undefined): Apply =>
  (facts) => {
    const links = new Map(facts.links)
    if (to === undefined) links.delete(key)
    else links.set(key, to)
    return { ...facts, links }
  }

/** @param key packed, of the device */
const exempted =
  (key: string, familyId: string | undefined, exemption: z.infer<typeof NewExemption> | undefined): Apply =>
  (facts) => {
    const others = (facts.exemptions.get(key) ?? []).filter((one) => one.familyId !== familyId)
    const exemptions = new Map(facts.exemptions).set(key, exemption ? [...others, exemption] : others)
    return { ...facts, exemptions }
  }

/** As if the device had not been seen for long: what does not count is as good as gone. @param key packed, of the device */
const deleted =
  (key: string): Apply =>
  (facts) => {
    const { lists } = facts
    const place = lists.devices.keys.indexOf(key)
    return {
      ...facts,
      lists: { ...lists, seenAt: lists.seenAt.map((at, device) => (device === place ? 0 : at)) },
      links: new Map([...facts.links].filter((link) => !link.includes(key))),
      exemptions: new Map([...facts.exemptions].filter(([device]) => device !== key)),
    }
  }

const declared =
  (familyId: string, metric: Metric, use: z.infer<typeof NewDeclaredUse> | undefined): Apply =>
  (facts) => {
    const others = (facts.declaredUse.get(familyId) ?? []).filter((one) => one.metric !== metric)
    return { ...facts, declaredUse: new Map(facts.declaredUse).set(familyId, use ? [...others, use] : others) }
  }

const previewed = [
  'PATCH /software/{titleId}',
  'PUT and DELETE /software/{titleId}/entitlement-mapping',
  'POST /software/{titleId}/merge',
  'PUT and DELETE /recognition/{lineId}',
  'DELETE /devices/{deviceId}',
  'PUT and DELETE /devices/{deviceId}/link',
  'PUT and DELETE /devices/{deviceId}/exemptions',
  'PUT and DELETE /families/{familyId}/declared-use',
  'PUT /position-policies',
]

const notPreviewable = (): LedgerError => {
  const message = `These can be previewed: ${previewed.join(', ')}.`
  return invalidInput([{ pointer: '/path', code: 'not-previewable', message }])
}

const ids: Readonly<Record<string, z.ZodType<string>>> = {
  software: Ulid,
  recognition: LineId,
  devices: DeviceId,
  families: Ulid,
}

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const policies = 'position-policies'

/** @returns the request without its id, as in `PUT devices link`, the id, and parameters that follow `?` */
const readPath = ({ method, path: whole }: Preview) => {
  const [path = '', query = ''] = whole.split('?')
  const parameters = Object.fromEntries(new URLSearchParams(query))
  if (path === `/${policies}`) return { request: `${method} ${policies}`, id: '', parameters }
  const [, resource = '', text = '', part] = /^\/([a-z]+)\/([^/]+)(?:\/([a-z-]+))?$/.exec(path) ?? []
  const id = ids[resource]?.safeParse(decode(text))
  if (!id) throw notPreviewable()
  const message = `${text} is no id of ${resource}.`
  if (!id.success) throw invalidInput([{ pointer: '/path', code: 'validation', message }])
  return { request: [method, resource, ...(part === undefined ? [] : [part])].join(' '), id: id.data, parameters }
}

/** What a request refuses of its body stands in the preview's. */
const inBody = (error: unknown): never => {
  if (!(error instanceof LedgerError)) throw error
  const isOfBody = ({ pointer }: InputError) => pointer !== undefined && pointer !== '/path'
  const errors = error.errors.map((one) => (isOfBody(one) ? { ...one, pointer: `/body${one.pointer}` } : one))
  throw new LedgerError(error.kind, error.code, error.message, errors)
}

/** Reads the body of a request as its route does. @throws LedgerError as the route */
type ParseBody = <S extends z.ZodType>(schema: S, body: unknown) => z.output<S>

/** Reads a request as the change of facts that it would make. @throws LedgerError as that request, and `not-previewable` */
const readRequest = async (ledger: PreviewLedger, preview: Preview, parseBody: ParseBody): Promise<Apply> => {
  const { request, id, parameters } = readPath(preview)
  const { table } = ledger
  const bodyOf = <S extends z.ZodType>(schema: S) => parseBody(schema, preview.body ?? {})
  if (request === 'PATCH software') {
    const { licensable } = bodyOf(SoftwarePatch)
    const { name } = await openForWriting(ledger, id)
    if (licensable === undefined) return (facts) => facts
    return decided('licensable', titleSubject(name), licensable === null ? undefined : { ...name, licensable })
  }
  if (request === 'PUT software entitlement-mapping') {
    const mapping = bodyOf(EntitlementMapping)
    const title = await openForWriting(ledger, id)
    const who = { actor: 'preview', at: ledger.now().toISOString() }
    return decided('mapping', titleSubject(title.name), await mappingAfter(ledger, title, mapping, who))
  }
  if (request === 'DELETE software entitlement-mapping')
    return decided('mapping', titleSubject((await openForWriting(ledger, id)).name), undefined)
  if (request === 'POST software merge') {
    const { title, target } = await openMerge(ledger, id, bodyOf(SoftwareMerge).into)
    return decided('merge', titleSubject(title.name), { ...title.name, into: target.name })
  }
  if (request === 'PUT recognition') return decided('line', id, { id, ...bodyOf(NewLine) })
  if (request === 'DELETE recognition') return decided('line', (await getLine(table, id)).id, undefined)
  if (request === 'DELETE devices') return deleted((await readKnownDevice(table, id)).device.sk)
  if (request === 'PUT devices link') {
    const { known, head } = await openLink(table, id, bodyOf(DeviceLink).deviceId)
    return linked(known.device.sk, head.device.sk)
  }
  if (request === 'DELETE devices link') return linked((await openLinked(table, id)).known.device.sk, undefined)
  const parametersOf = <S extends z.ZodType>(schema: S): z.output<S> => {
    const read = schema.safeParse(parameters)
    if (read.success) return read.data
    const message = `A parameter of ${preview.path} is missing or wrong.`
    throw invalidInput([{ pointer: '/path', code: 'validation', message }])
  }
  if (request === 'PUT devices exemptions') {
    const exemption = bodyOf(NewExemption)
    return exempted((await readKnownDevice(table, id)).device.sk, exemption.familyId, exemption)
  }
  if (request === 'DELETE devices exemptions') {
    const { familyId } = parametersOf(z.object({ familyId: Ulid.optional() }))
    return exempted((await openExemption(table, id, familyId)).known.device.sk, familyId, undefined)
  }
  if (request === 'PUT families declared-use') {
    const use = bodyOf(NewDeclaredUse)
    expectCounted(use, ledger.now().toISOString())
    return declared(id, use.metric, use)
  }
  if (request === 'DELETE families declared-use') {
    const { metric } = parametersOf(z.object({ metric: Metric }))
    await openUse(table, id, metric)
    return declared(id, metric, undefined)
  }
  if (request === `PUT ${policies}`) {
    const said = bodyOf(NewPositionPolicies)
    return (facts) => ({ ...facts, policies: said })
  }
  throw notPreviewable()
}

/** What is shown of something before and after, with its figures. */
interface Shown<About, F> {
  about: About
  figures: F
}

const showTitle = (position: Conclusions['positions'][number]) => {
  const { id: titleId, publisher, title, status } = position
  return { about: { titleId, publisher, title }, figures: { ...showPosition(position), status } }
}

const showPositionOf = (row: Row<'families'>) => {
  const { id: familyId, publisher, name, ...figures } = showFamily(row)
  return { about: { familyId, publisher, name }, figures }
}

/** What differs, the largest change first. @param sizeOf the number whose change says how large one is */
const changesOf = <About, F>(
  before: ReadonlyMap<string, Shown<About, F>>,
  after: ReadonlyMap<string, Shown<About, F>>,
  sizeOf: (figures: F) => number | null,
) => {
  const size = (figures: F | null): number => (figures && sizeOf(figures)) ?? 0
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [one, other] = [before.get(id), after.get(id)]
    const change = { before: one?.figures ?? null, after: other?.figures ?? null }
    const shown = other ?? one
    if (!shown || isDeepStrictEqual(change.before, change.after)) return []
    return [{ id, change: { ...shown.about, ...change } }]
  })
  return changes
    .sort(ascendingByAll(({ id, change }) => [-Math.abs(size(change.after) - size(change.before)), id]))
    .map(({ change }) => change)
}

/**
 * Which titles and families a decision would change, and how: the whole ledger is concluded twice, from the facts as they are and with
 * the decision. Nothing is stored.
 * @throws LedgerError as the request that is previewed, and `not-previewable`
 */
export const previewDecision = async (
  ledger: PreviewLedger,
  request: Preview,
  parseBody: ParseBody,
): Promise<z.infer<typeof PreviewedChanges>> => {
  const { table, files, snapshots } = ledger
  const apply = await readRequest(ledger, request, parseBody).catch(inBody)
  const { snapshot, pointers } = await snapshots.present()
  const bytes = pointers.lists && (await files.read(listsFileKey(pointers.lists.id)))
  if (!snapshot) return { items: [], count: 0, families: [], familyCount: 0 }
  if (!bytes) throw await snapshots.reportMissing()
  const facts: Facts = { lists: decodeLists(bytes), ...(await readFacts(table)) }
  const earlier = (await readEarlier(files, snapshot.manifest)) ?? nothingEarlier
  const conclude = async (from: Facts) => {
    const found = await reconcile(from, Terms.parse(snapshot.manifest), { ...earlier, inputs: {} }, undefined)
    return {
      titles: new Map(found.positions.map((position) => [position.id, showTitle(position)])),
      families: new Map(found.families.map((family) => [family.id, showPositionOf(family)])),
    }
  }
  const [before, after] = [await conclude(facts), await conclude(apply(facts))]
  const titles = changesOf(before.titles, after.titles, ({ difference }) => difference)
  const families = changesOf(before.families, after.families, ({ shortfall }) => shortfall)
  return {
    items: titles.slice(0, shown),
    count: titles.length,
    families: families.slice(0, shown),
    familyCount: families.length,
  }
}

import { lineTitleFault, publisherFault } from '../../recognition/lines/recognition-line.ts'
import type { Candidate } from '../../recognition/products/candidates.ts'
import type { Decision } from '../../recognition/titles/decision.ts'
import type { Row } from '../snapshot/tables.ts'
import type { Action, DecisionItem } from './decision-item.ts'
import type { OpenDecision } from './open-decisions.ts'

type Title = Row<'titles'>
type Product = Row<'products'>
type Device = Row<'devices'>

/** What a manager mapped to a title. */
export type MappingOf = (titleId: string) => Decision<'mapping'> | undefined

const subjectOfTitle = ({ id: titleId, publisher, title }: Title) => ({ titleId, publisher, title })

const softwarePath = (titleId: string): string => `/software/${titleId}`

/** Kinds that are said by a line, and how a manager would put them. */
const kindsOfLines = {
  subscription: 'Its users need a subscription, which no machine measures',
  component: 'It is a part of something else, and needs no license of its own',
} as const

const settleUnknown = ({ id, publisher, title }: Title): Action[] => [
  { label: 'It needs a license', method: 'PATCH', path: softwarePath(id), body: { licensable: true } },
  { label: 'It is free', method: 'PATCH', path: softwarePath(id), body: { licensable: false } },
  // A line takes no name that it would read as a pattern.
  ...((publisherFault(publisher) ?? lineTitleFault(title))
    ? []
    : Object.entries(kindsOfLines).map(
        ([kind, label]): Action => ({
          label,
          method: 'PUT',
          path: `/recognition/kind-${id.toLowerCase()}`,
          body: { publisher, title, kind },
        }),
      )),
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

/** Something open as clients see it: why, what may be meant, and requests that settle it. */
export const showOpen = (
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

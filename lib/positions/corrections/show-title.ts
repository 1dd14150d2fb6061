import { productKey } from '../../recognition/products/product-key.ts'
import type { Decision } from '../../recognition/titles/decision.ts'
import { licensabilityOf, updatedAtOf, versionOf } from '../../recognition/titles/title-decisions.ts'
import { readFlags } from '../answers/position-flags.ts'
import { readRawTitles } from '../answers/raw-titles.ts'
import { showPosition } from '../answers/show-position.ts'
import type { RawTitle, ShownMapping, Software } from '../answers/title.ts'
import { statusOf } from '../reconcile/position-status.ts'
import { productIdOf } from '../reconcile/product-id.ts'
import type { Row } from '../snapshot/tables.ts'
import type { OpenTitle, TitleLedger } from './open-title.ts'

/** The products that a manager mapped to a title. */
const showMapping = (mapping: Decision<'mapping'> | undefined): ShownMapping | undefined =>
  mapping?.value && {
    products: mapping.value.products
      .map((product) => ({ key: productKey(product), product }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .map(({ product }) => ({
        id: productIdOf(product),
        product: product.productFamily,
        version: product.version,
        rank: product.rank,
      })),
  }

type Position = Pick<Row<'titles'>, 'installed' | 'entitled' | 'unlimited'>

const noPosition: Position = { installed: 0, entitled: 0, unlimited: false }

/** A title as it is by facts now, with its numbers from the snapshot. @param rawTitles its names */
export const showTitle = async (
  shelf: TitleLedger,
  { id, name, row, rule, createdAt, decisions, basis }: OpenTitle,
  rawTitles: RawTitle[],
): Promise<Software> => {
  const { licensable, licensableBy, reason } = licensabilityOf(decisions, rule)
  const position: Position = row ?? noPosition
  const version = versionOf(decisions)
  const mapping = showMapping(decisions.mapping)
  const flagsOf = await readFlags(shelf, row ? [row] : [])
  return {
    id,
    ...name,
    licensable,
    licensableBy,
    ...(reason !== undefined && { reason }),
    ...showPosition(position),
    status: statusOf({ ...position, licensable }),
    flags: row ? flagsOf(row) : [],
    ...(mapping && { mapping }),
    rawTitles,
    version,
    createdAt,
    updatedAt: updatedAtOf(decisions, createdAt),
    ...basis,
    pending: basis.pending || version !== row?.version,
  }
}

/** The same, with the names that the snapshot has, by a manager's decision that was just made. */
export const showDecided = async (shelf: TitleLedger, title: OpenTitle): Promise<Software> => {
  const { snapshot, row } = title
  const rawTitles = snapshot && row ? await readRawTitles(snapshot, row) : title.rawTitles
  return { ...(await showTitle(shelf, title, rawTitles)), pending: true }
}

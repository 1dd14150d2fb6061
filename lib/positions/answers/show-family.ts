import * as z from 'zod'
import { Metric } from '../../recognition/data/recognition.ts'
import { Right } from '../../recognition/rights/rights.ts'
import { readIds, readRestrictions } from '../families/family-rows.ts'
import { type FamilyFigures, FamilyFlag, FamilyStatus } from '../families/measure-family.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import type { Row } from '../snapshot/tables.ts'
import {
  ByRight,
  FamilyCombination,
  type FamilyCoverage,
  type FamilyEntitlement,
  type FamilyItem,
  type FamilyProduct,
  type FamilyFigures as ShownFigures,
} from './family.ts'
import { judgedOf } from './title-rows.ts'

type Title = Row<'titles'>

const listOf = <T extends z.ZodType>(item: T, text: string | undefined): z.output<T>[] =>
  text === undefined ? [] : z.array(item).parse(text.split(','))

export const showFamily = (row: Row<'families'>): FamilyItem => {
  const { id, publisher, name, metric, owned, unlimited, required, covered, shortfall, surplus } = row
  const { needsData, exempt, freeOrComponent, sameMachine, requiredInstalls } = row
  // Snapshots of earlier versions have none of these.
  const { coveredBySubscription = 0, withoutPlan = 0, planUnknown = 0 }: Partial<typeof row> = row
  return {
    ...{ id, publisher, name, metric: Metric.parse(metric), owned, unlimited, required, covered, shortfall, surplus },
    ...{ needsData, exempt, status: FamilyStatus.parse(row.status), byRight: ByRight.parse(JSON.parse(row.byRight)) },
    installs: {
      ...{ total: row.installs, freeOrComponent, sameMachine, coveredBySubscription, exempt, needsData },
      ...{ required: requiredInstalls, withoutPlan, planUnknown },
    },
    flags: listOf(FamilyFlag, row.flags),
  }
}

export const showFigures = ({ others: _, ...figures }: FamilyFigures): z.infer<typeof ShownFigures> => {
  const { needsData, exempt } = figures.installs
  return { ...figures, needsData, exempt }
}

export const showProduct = (title: Title): FamilyProduct => {
  const { id: titleId, installed, required, open, needsData, status } = title
  const { kind, product } = judgedOf(title)
  const figures = { installed, required, open, needsData, status: PositionStatus.parse(status) }
  return { titleId, title: title.title, kind, product, ...figures }
}

export const showLicense = (row: Row<'licenses'>): FamilyEntitlement => {
  const {
    family: _,
    productFamily,
    edition,
    version,
    direct: __,
    excluded: ___,
    softwareAssuranceEnd,
    ...license
  } = row
  return {
    ...license,
    product: productFamily === undefined ? undefined : { family: productFamily, edition, version },
    metric: Metric.parse(row.metric),
    quantity: row.quantity ?? 'unlimited',
    softwareAssurance: row.softwareAssurance ? { until: softwareAssuranceEnd } : undefined,
    restrictions: readRestrictions(row.restrictions),
  }
}

export const showCombination = (row: Row<'combinations'>, titles: ReadonlyMap<string, Title>): FamilyCombination => {
  const { id, state, missing, units, machines, complete } = row
  return FamilyCombination.parse({
    ...{ id, state, missing, units, machines, complete },
    titles: readIds(row.titles).map((titleId) => ({ titleId, title: titles.get(titleId)?.title ?? '' })),
  })
}

export const showCoverage = (row: Row<'coverage'>): FamilyCoverage => ({
  ...{ entitlementId: row.license, rights: listOf(Right, row.rights), combinationId: row.combination },
  ...{ titleId: row.title, quantity: row.quantity, flags: row.endUnknown ? ['end-unknown'] : [] },
})

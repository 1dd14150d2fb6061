import * as z from 'zod'
import { once } from '../../foundation/collections.ts'
import { readDataLines } from '../../foundation/files/data-file.ts'
import { publisherKey } from '../names/software-key.ts'
import type { RecognizedProduct } from './recognition.ts'

/** What a plan of Microsoft 365 lets its user run on a computer. */
export const PlanPart = z.enum(['apps', 'visio', 'project', 'windows-enterprise'])
export type PlanPart = z.infer<typeof PlanPart>

/** The files of plans/ explain themselves. */
const read = (file: string) => readDataLines(new URL(`plans/${file}.tsv`, import.meta.url))

const servicePlans = once(
  () => new Map(read('service-plans').map(({ plan = '', part }) => [plan, PlanPart.parse(part)])),
)

const products = once(() =>
  read('products').map(({ publisher = '', family, edition, version, part }) => ({
    ...{ key: publisherKey(publisher), family, edition, version },
    part: PlanPart.parse(part),
  })),
)

/** @param id of a service plan, in any case */
export const partOfServicePlan = (id: string): PlanPart | undefined => servicePlans().get(id.toLowerCase())

/** The part of plans that lets a user run an installed product. */
export const partOfProduct = (
  publisher: string,
  { family, edition, version }: RecognizedProduct,
): PlanPart | undefined =>
  products().find(
    (one) =>
      one.family === family &&
      one.edition === edition &&
      (one.version === undefined || one.version === version) &&
      one.key === publisherKey(publisher),
  )?.part

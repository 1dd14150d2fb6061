import * as z from 'zod'
import { Metric } from '../../recognition/data/recognition.ts'

/** What a manager has to decide: docs/recognition.md. */
export const OpenDecisionKind = z.enum([
  'unknown-title',
  'product-without-title',
  'title-without-edition',
  'machines-without-data',
  'duplicate-devices',
])
export type OpenDecisionKind = z.infer<typeof OpenDecisionKind>

const Action = z
  .strictObject({
    label: z.string(),
    method: z.enum(['PUT', 'PATCH', 'POST', 'DELETE']),
    path: z.string(),
    body: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'DecisionAction', description: 'A request that a manager can send as it is.' })
export type Action = z.infer<typeof Action>

const title = { titleId: z.string(), publisher: z.string(), title: z.string() }
const DecisionSubject = z.union([
  z.strictObject(title),
  z.strictObject({ productId: z.string(), product: z.string(), version: z.string() }),
  z.strictObject({ deviceId: z.string(), familyId: z.string().optional() }),
  z.strictObject({ familyId: z.string(), metric: Metric }),
  z.strictObject({ devices: z.array(z.strictObject({ deviceId: z.string(), name: z.string() })) }),
])

export const DecisionItem = z
  .strictObject({
    id: z.string(),
    kind: z
      .enum([
        ...OpenDecisionKind.options,
        ...(['title-kind', 'merge', 'split', 'mapping', 'link', 'recognition-line'] as const),
        ...(['exemption', 'position-policies', 'declared-use'] as const),
      ])
      .meta({ description: 'Of what is open; of a settled one what was decided.' }),
    subject: DecisionSubject.optional(),
    reason: z.string(),
    machines: z.int().optional().meta({ description: 'Machines that it is about.' }),
    quantity: z.int().optional().meta({ description: 'Licenses that it is about.' }),
    candidates: z
      .array(z.strictObject({ ...title, score: z.number(), reason: z.string() }))
      .optional()
      .meta({ description: 'Titles that may be meant, the likeliest first.' }),
    actions: z.array(Action).optional().meta({ description: 'What settles it.' }),
    settledAt: z.iso.datetime().optional(),
    settledBy: z.string().optional(),
    undo: Action.optional().meta({ description: 'What takes it back.' }),
  })
  .meta({ id: 'Decision' })
export type DecisionItem = z.infer<typeof DecisionItem>

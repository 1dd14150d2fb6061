import * as z from 'zod'

/** What an answer rests on, where it is computed: on the wire, and beside what was read of a snapshot. */
export const basisShape = {
  asOf: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'When the facts that it follows from began to be read; null before the first snapshot.' }),
  devicesAsOf: z.iso.datetime().nullable().meta({ description: 'When the facts of devices were read.' }),
  pending: z
    .boolean()
    .meta({ description: 'A change is known that it lacks. Of one that was made just now this may not be known yet.' }),
}

const Basis = z.object(basisShape)
export type Basis = z.infer<typeof Basis>

import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Tenant } from './tenant.ts'

/** PCs that Intune is to have in place of those that follow from the seed. */
export const ScriptedDevices = z.array(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    /** Of Windows, such as 10.0.22631.4317. */
    version: z.string(),
    sku: z.string(),
    /** None has been sent when this is empty. */
    software: z.array(z.strictObject({ publisher: z.string(), title: z.string(), version: z.string() })),
  }),
)
type ScriptedDevices = z.infer<typeof ScriptedDevices>

const keyOf = (title: string): string => createHash('sha256').update(title).digest('hex').slice(0, 32)

/** The tenant with these devices, which have checked in just now. */
export const withDevices = (tenant: Tenant, devices: ScriptedDevices, now: Date): Tenant => {
  const lastContact = `${now.toISOString().slice(0, 19).replace('T', ' ')}.3022384`
  const deviceAt = (number: number) => {
    const device = devices[number]
    if (!device) throw new RangeError(`There is no device ${number}.`)
    return device
  }
  return {
    ...tenant,
    devices: devices.length,
    deviceOf: (number) => {
      const { id, name, version, sku } = deviceAt(number)
      // Nobody is said to use them, so that no plan of a simulated user decides what they require.
      return { id, name, platform: 'Windows', version, sku, lastContact, userId: '' }
    },
    appsOf: (number) => deviceAt(number).software.map((program) => ({ key: keyOf(program.title), ...program })),
  }
}

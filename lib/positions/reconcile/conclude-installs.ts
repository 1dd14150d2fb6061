import { addDays, startOfDay } from '../../foundation/calendar/day.ts'
import { structureDigest } from '../lists/lists.ts'
import { digest } from '../snapshot/digest.ts'
import type { Terms } from '../snapshot/manifest.ts'
import { countInstalls, findMachines } from './count-installs.ts'
import type { Earlier } from './earlier.ts'
import type { Facts } from './read-facts.ts'
import type { ResolvedTitles } from './resolve-titles.ts'

/** Which machines have which titles. */
export const concludeInstalls = (
  { lists, links }: Facts,
  { day, timeZone, staleDays }: Terms,
  earlier: Earlier,
  { resolved, inputs: titleInputs }: { resolved: ResolvedTitles; inputs: string },
) => {
  // The same rule as isStaleOn of lib/inventory/devices/device.ts, asked of the calendar once.
  const counting = startOfDay(addDays(day, -staleDays), timeZone).getTime()
  const machines = findMachines(lists, links, (seenAt) => seenAt < counting)
  const inputs = digest(titleInputs, structureDigest(lists), machines.counted, [...links])
  const make = () => {
    const titles = resolved.titles.flatMap(({ names }, title) => names.map(({ hash }) => [hash, title] as const))
    const numberOf = new Map(titles)
    const titleOfName = Int32Array.from(lists.names, ({ hash }) => numberOf.get(hash) ?? -1)
    return countInstalls(lists.installs, machines, titleOfName, resolved.titles.length)
  }
  if (earlier.inputs.installs === inputs) return { machines, inputs, counts: earlier.installed, make }
  const installs = make()
  return { machines, inputs, counts: installs.counts, make: () => installs }
}

import { ascendingBy, firstsOf } from '../../foundation/collections.ts'
import type { Lists } from '../lists/lists.ts'

/**
 * Finds by number of a device which one it counts with (itself where it was not linked), and which devices count.
 * @param links by packed keys, as managers linked them
 */
export const findMachines = (
  lists: Pick<Lists, 'devices' | 'seenAt'>,
  links: ReadonlyMap<string, string>,
  isStale: (seenAt: number) => boolean,
): { head: Int32Array; counted: Uint8Array } => {
  const { seenAt } = lists
  const head = Int32Array.from(seenAt, (_, device) => device)
  const counted = Uint8Array.from(seenAt, (time) => (isStale(time) ? 0 : 1))
  if (links.size === 0) return { head, counted }
  const numberOf = new Map(lists.devices.keys.map((key, device) => [key, device]))
  for (const key of links.keys()) {
    const device = numberOf.get(key)
    const passed = new Set([key])
    for (let to = links.get(key); device !== undefined && to !== undefined && !passed.has(to); to = links.get(to)) {
      passed.add(to)
      const number = numberOf.get(to)
      // Devices that were linked to one that is gone count for themselves.
      if (number === undefined) break
      head[device] = number
    }
  }
  return { head, counted }
}

export type Machines = ReturnType<typeof findMachines>

/**
 * Counts the machines of each title, and lists their numbers, title by title, ascending.
 * @param titleOfName by the number of a name; -1 for none
 */
export const countInstalls = (
  { starts, nameNumbers }: Lists['installs'],
  { head, counted }: Machines,
  titleOfName: Int32Array,
  titles: number,
): { counts: Int32Array; devices: Int32Array } => {
  const machineOf = (device: number) => head[device] ?? 0
  const byMachine = Int32Array.from(head.keys()).sort(ascendingBy(machineOf))
  const lastMachine = new Int32Array(titles)

  /** Visits each title of each machine once. @param mark tells one walk from another */
  const visit = (mark: number, found: (title: number, machine: number) => void): void => {
    for (const device of byMachine) {
      if (!counted[device]) continue
      const seen = mark + machineOf(device)
      for (let index = starts[device] ?? 0; index < (starts[device + 1] ?? 0); index++) {
        const title = titleOfName[nameNumbers[index] ?? 0] ?? -1
        if (title < 0 || lastMachine[title] === seen) continue
        lastMachine[title] = seen
        found(title, machineOf(device))
      }
    }
  }

  const counts = new Int32Array(titles)
  visit(1, (title) => {
    counts[title] = (counts[title] ?? 0) + 1
  })
  const next = firstsOf(counts)
  const devices = new Int32Array((next.at(-1) ?? 0) + (counts.at(-1) ?? 0))
  visit(1 + head.length, (title, machine) => {
    const place = next[title] ?? 0
    devices[place] = machine
    next[title] = place + 1
  })
  return { counts, devices }
}

export type Installs = ReturnType<typeof countInstalls>

export const countMachines = ({ head, counted }: Machines): number =>
  new Set(head.filter((_, device) => counted[device] === 1)).size

import { stringify } from 'csv-stringify/sync'
import { csvFormat, guardCell, unguardCell } from '../../foundation/files/cells.ts'
import { readDelimited } from '../../foundation/files/delimited.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { PlanPart } from '../../recognition/data/plans.ts'
import { type Coverage, coverageIn } from '../devices/plan-coverage.ts'
import type { OperatingSystem } from '../names/operating-systems.ts'
import type { InventoryBatch, InventoryFile } from './read-inventory.ts'

/** A PC that a management service knows, which may have sent no software yet. */
export interface KnownPc {
  id: string
  name: string
  /** When the service last heard of it, ISO 8601 UTC. */
  seenAt: string
  operatingSystem: OperatingSystem | undefined
  /** What the plans of its primary user cover; absent when the service did not say, so that what is known stays. */
  coverage?: Coverage | undefined
}

/** The list as a file that an inventory import has beside its own: one line a PC, without headings. */
export const encodeDeviceList = (pcs: readonly KnownPc[]): string =>
  stringify(
    pcs.map(({ id, name, seenAt, operatingSystem, coverage }) => {
      const { title, version } = operatingSystem ?? { title: '', version: '' }
      return [id, name, seenAt, title, version, ...PlanPart.options.map((part) => coverage?.[part] ?? '')].map(
        guardCell,
      )
    }),
    csvFormat,
  )

export const decodeDeviceList = (bytes: Uint8Array): KnownPc[] => {
  const pcs: KnownPc[] = []
  for (const { cells } of bytes.length > 0 ? readDelimited(bytes) : []) {
    const [id = '', name = '', seenAt = '', title = '', version = '', ...answers] = cells.map((cell = '') =>
      unguardCell(cell),
    )
    const said = Object.fromEntries(PlanPart.options.map((part, at) => [part, answers[at] ?? '']))
    pcs.push({
      ...{ id, name, seenAt, operatingSystem: title === '' ? undefined : { title, version } },
      coverage: answers.some((answer) => answer !== '') ? coverageIn(said) : undefined,
    })
  }
  return pcs
}

/**
 * Gives rows of an inventory the time at which their device was last seen, and its operating system, which the list knows
 * and the inventory does not. Rows of devices that are not in the list are skipped: nobody knows when they were there.
 */
export const withDeviceList = (file: InventoryFile, pcs: readonly KnownPc[]): InventoryFile => {
  const known = new Map(pcs.map((pc) => [nameKey(pc.id), pc]))
  const batches = async function* (): AsyncGenerator<InventoryBatch> {
    // Rows of one device usually follow each other.
    let last: { id: string; pc: KnownPc | undefined } = { id: '', pc: undefined }
    for await (const batch of file.batches) {
      const rows = batch.rows.flatMap((row) => {
        if (row.deviceId !== last.id) last = { id: row.deviceId, pc: known.get(nameKey(row.deviceId)) }
        if (!last.pc) return []
        const { seenAt: reportedAt, operatingSystem } = last.pc
        return [Object.assign(row, { reportedAt }, operatingSystem && { operatingSystem })]
      })
      yield { rows, faults: batch.faults, skipped: batch.skipped + batch.rows.length - rows.length }
    }
  }
  return { ...file, batches: batches() }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeLists,
  devicesDigest,
  encodeLists,
  type Lists,
  noMachineFacts,
  structureDigest,
} from '../../../../lib/positions/lists/lists.ts'

const lists = fc
  .record({
    names: fc.array(fc.record({ publisher: fc.string(), title: fc.string() }), { maxLength: 40 }),
    devices: fc.array(fc.record({ id: fc.string(), name: fc.string(), seenAt: fc.integer({ min: 0, max: 2 ** 45 }) }), {
      maxLength: 20,
    }),
  })
  .chain(({ names, devices }) =>
    fc
      .tuple(...devices.map(() => fc.uniqueArray(fc.nat({ max: Math.max(0, names.length - 1) }), { maxLength: 30 })))
      .map((numbers): Lists => {
        const ofDevices = numbers.map((own) => (names.length > 0 ? own.sort((one, other) => one - other) : []))
        const starts = [0]
        for (const own of ofDevices) starts.push((starts.at(-1) ?? 0) + own.length)
        return {
          names: names.map((name, index) => ({ hash: String(index).padStart(8, '0'), seenAt: '2026-01-01', ...name })),
          devices: {
            keys: devices.map((_, index) => String(index).padStart(12, '0')),
            ids: devices.map(({ id }) => id),
            names: devices.map(({ name }) => name),
            otherNames: devices.map((_, index) => (index % 2 === 0 ? '' : `Other ${index}`)),
          },
          seenAt: Float64Array.from(devices, ({ seenAt }) => seenAt),
          installs: { starts: Uint32Array.from(starts), nameNumbers: Uint32Array.from(ofDevices.flat()) },
          machines: {
            device: devices.map((_, index) => index),
            cores: devices.map((_, index) => 2 * index),
            processors: devices.map((_, index) => index % 3),
            isVirtual: devices.map((_, index) => (index % 3) - 1),
            names: { starts, nameNumbers: ofDevices.flat() },
          },
          ...(devices.length % 2 === 1 && { coverage: Uint8Array.from(devices, (_, index) => 37 * index) }),
        }
      }),
  )

describe('A lists file', () => {
  it('says what was written into it, and has an id that follows from that', () => {
    fc.assert(
      fc.property(lists, (written) => {
        const { id, bytes } = encodeLists(written)
        const digests = { structure: structureDigest(written), devices: devicesDigest(written) }
        expect(decodeLists(bytes)).toEqual({ ...written, digests })
        expect(encodeLists(structuredClone(written)).id).toBe(id)
      }),
    )
  })

  it('takes little more than a byte for a name of a device', () => {
    const devices = 1_000
    const names = 80
    const made: Lists = {
      names: Array.from({ length: 9_200 }, (_, index) => ({
        hash: index.toString(36).padStart(8, '0'),
        publisher: 'p',
        title: `t ${index}`,
        seenAt: '2026-01-01T00:00:00.000Z',
      })),
      devices: {
        keys: Array.from({ length: devices }, (_, index) => `key ${index}`),
        ids: Array.from({ length: devices }, (_, index) => `id ${index}`),
        names: Array.from({ length: devices }, (_, index) => `PC ${index}`),
        otherNames: Array.from({ length: devices }, () => ''),
      },
      seenAt: new Float64Array(devices),
      installs: {
        starts: Uint32Array.from({ length: devices + 1 }, (_, index) => index * names),
        nameNumbers: Uint32Array.from(
          { length: devices * names },
          (_, index) => (index % names) * 115 + ((index / names) % 90),
        ),
      },
      machines: noMachineFacts,
    }
    const nothing = { starts: new Uint32Array(devices + 1), nameNumbers: new Uint32Array(0) }
    const without = { ...made, installs: nothing }
    const bytes = encodeLists(made).bytes.length - encodeLists(without).bytes.length
    expect(bytes).toBeLessThan(1.5 * devices * names)
  })
})

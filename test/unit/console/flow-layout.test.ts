import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FlowLink, type FlowNode, layoutFlow } from '../../../console/src/ui/flow-layout.ts'

const flow = fc
  .record({ lefts: fc.integer({ min: 1, max: 10 }), rights: fc.integer({ min: 1, max: 10 }) })
  .chain(({ lefts, rights }) =>
    fc.array(
      fc.record({
        from: fc.integer({ min: 1, max: lefts }),
        to: fc.integer({ min: 1, max: rights }),
        value: fc.integer({ min: 1, max: 100_000 }),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map((given) => {
    const links = given.map(
      ({ from, to, value }, index): FlowLink => ({ id: `${index}`, from: `l${from}`, to: `r${to}`, value, length: 12 }),
    )
    const ids = (side: FlowNode['side'], end: 'from' | 'to') =>
      [...new Set(links.map((link) => link[end]))].map((id): FlowNode => ({ id, side }))
    return { nodes: [...ids('left', 'from'), ...ids('right', 'to')], links }
  })

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

describe('The bands of a picture', () => {
  it('have the same height together at both sides, and each end that of its bands', () => {
    fc.assert(
      fc.property(flow, ({ nodes, links }) => {
        const laid = layoutFlow(nodes, links)
        const heights = (side: FlowNode['side']) =>
          laid.nodes.filter(({ node }) => node.side === side).map(({ top, bottom }) => bottom - top)
        expect(sum(heights('left'))).toBeCloseTo(sum(heights('right')), 6)
        const all = sum(links.map(({ value }) => value))
        for (const { node, top, bottom } of laid.nodes) {
          const own = sum(links.filter(({ from, to }) => [from, to].includes(node.id)).map(({ value }) => value))
          expect(bottom - top).toBeCloseTo((own / all) * sum(heights('left')), 6)
        }
      }),
    )
  })

  it('keep the order of ends, leave place for their words, and stay inside of the picture', () => {
    fc.assert(
      fc.property(flow, ({ nodes, links }) => {
        const laid = layoutFlow(nodes, links)
        for (const side of ['left', 'right'] as const) {
          const ends = laid.nodes.filter(({ node }) => node.side === side)
          expect(ends.map(({ node }) => node)).toEqual(nodes.filter((node) => node.side === side))
          for (const [index, { top, bottom }] of ends.entries()) {
            expect(top).toBeGreaterThanOrEqual(-1e-6)
            expect(bottom).toBeLessThanOrEqual(laid.height + 1e-6)
            const before = ends[index - 1]
            if (before) expect((top + bottom) / 2 - (before.top + before.bottom) / 2).toBeGreaterThan(45)
          }
        }
      }),
    )
  })

  it('have words that hide no others', () => {
    fc.assert(
      fc.property(flow, ({ nodes, links }) => {
        const labels = layoutFlow(nodes, links).links.flatMap(({ label }) => (label ? [label] : []))
        expect(labels.length).toBeGreaterThan(0)
        for (const [index, one] of labels.entries())
          for (const other of labels.slice(index + 1))
            expect(Math.abs(one.top - other.top) >= 18 || Math.abs(one.left - other.left) >= 12 * 0.024 - 1e-9).toBe(
              true,
            )
      }),
    )
  })

  it('can be none', () => {
    expect(layoutFlow([], [])).toEqual({ height: 0, nodes: [], links: [] })
  })
})

import { type SankeyLink, type SankeyNode, sankey } from 'd3-sankey'

export interface FlowNode {
  id: string
  side: 'left' | 'right'
}

export interface FlowLink {
  id: string
  from: string
  to: string
  value: number
  /** Characters of its words. */
  length: number
}

export interface PlacedNode<Node> {
  node: Node
  top: number
  bottom: number
}

export interface PlacedLink<Link> {
  link: Link
  /** Outline of the band in a box that is 100 wide. */
  path: string
  /** Where its words stand, from the top and, between 0 and 1, from the left; undefined where nothing is free. */
  label: { top: number; left: number } | undefined
}

/** Pixels: what a node's words need below the one before it, what all bands have together, and one line of words. */
const gap = 46
const bands = 220
const line = 18
/** Share of the width that a character takes, in a picture as narrow as bands have words. */
const characterWidth = 0.024
const places = [0.5, 0.3, 0.7, 0.18, 0.82]

const smooth = (t: number): number => t * t * (3 - 2 * t)

interface Ends {
  from: number
  to: number
  thickness: number
  /** Share of the width that the words take. */
  width: number
}

const bandOf = ({ from, to, thickness }: Pick<Ends, 'from' | 'to' | 'thickness'>): string => {
  const half = thickness / 2
  return [
    `M0,${from - half}C50,${from - half} 50,${to - half} 100,${to - half}`,
    `V${to + half}`,
    `C50,${to + half} 50,${from + half} 0,${from + half}Z`,
  ].join('')
}

/** Puts words on bands, the largest first, where they hide no others. */
const placeWords = (ends: readonly Ends[]): PlacedLink<unknown>['label'][] => {
  const taken: { top: number; left: number; width: number }[] = []
  const isFree = ({ top, left, width }: (typeof taken)[number]): boolean =>
    left >= width / 2 &&
    left <= 1 - width / 2 &&
    taken.every(
      (other) => Math.abs(other.top - top) >= line || Math.abs(other.left - left) >= (other.width + width) / 2,
    )
  const labels: PlacedLink<unknown>['label'][] = ends.map(() => undefined)
  const largestFirst = ends
    .map((_, index) => index)
    .sort((one, other) => (ends[other]?.thickness ?? 0) - (ends[one]?.thickness ?? 0))
  for (const index of largestFirst) {
    const { from, to, width } = ends[index] ?? { from: 0, to: 0, width: 0 }
    const found = places.map((left) => ({ left, top: from + (to - from) * smooth(left), width })).find(isFree)
    if (!found) continue
    taken.push(found)
    labels[index] = { top: found.top, left: found.left }
  }
  return labels
}

/**
 * Places nodes in two columns and bands between them, whose heights add up on both sides. The order of nodes stays.
 * @returns pixels from the top
 */
export const layoutFlow = <Node extends FlowNode, Link extends FlowLink>(
  nodes: readonly Node[],
  links: readonly Link[],
): { height: number; nodes: PlacedNode<Node>[]; links: PlacedLink<Link>[] } => {
  if (links.length === 0) return { height: 0, nodes: [], links: [] }
  const most = Math.max(
    ...(['left', 'right'] as const).map((side) => nodes.filter((node) => node.side === side).length),
  )
  const height = bands + gap * most
  type Box = SankeyNode<{ node: Node; id: string }, { link: Link }>
  type Band = SankeyLink<{ node: Node; id: string }, { link: Link }>
  const placed = sankey<{ node: Node; id: string }, { link: Link }>()
    .nodeId(({ id }) => id)
    .nodeSort(null as never)
    .nodeAlign(({ node }) => (node.side === 'left' ? 0 : 1))
    .nodeWidth(0)
    .nodePadding(gap)
    .extent([
      [0, gap / 2],
      [100, height - gap / 2],
    ])({
    nodes: nodes.map((node) => ({ node, id: node.id })),
    links: links.map((link) => ({ link, source: link.from, target: link.to, value: link.value })),
  })
  const ends = placed.links.map(({ y0 = 0, y1 = 0, width = 0, link }: Band) => ({
    from: y0,
    to: y1,
    thickness: width,
    width: link.length * characterWidth,
  }))
  const labels = placeWords(ends)
  return {
    height,
    nodes: placed.nodes.map(({ node, y0 = 0, y1 = 0 }: Box) => ({ node, top: y0, bottom: y1 })),
    links: placed.links.map(({ link }: Band, index) => ({
      link,
      path: bandOf(ends[index] ?? { from: 0, to: 0, thickness: 0 }),
      label: labels[index],
    })),
  }
}

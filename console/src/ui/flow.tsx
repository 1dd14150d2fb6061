import { type ReactNode, useMemo } from 'react'
import styles from './flow.module.css'
import { type FlowLink, type FlowNode, layoutFlow } from './flow-layout.ts'
import type { Meaning } from './status.tsx'

type Means = Extract<Meaning, 'short' | 'covered' | 'spare' | 'plain'>

export interface ShownNode extends FlowNode {
  /** Two lines of words at most. */
  name: string
  value: string
  means: Means
  /** What a press opens. */
  onOpen?: (() => void) | undefined
}

export interface ShownLink extends FlowLink {
  /** What it is, on the band where there is place; the number alone where the page is narrow. */
  name: string
  amount: string
  /** All of it, when pointed at. */
  title: string
  means: Means
}

interface FlowProps {
  /** What the picture shows, for those who do not see it; a table must stand beside it. */
  label: string
  left: string
  right: string
  nodes: readonly ShownNode[]
  links: readonly ShownLink[]
}

const NodeWords = ({ node, top }: { node: ShownNode; top: number }) => {
  const words: ReactNode = (
    <>
      <span className={styles.name}>{node.name}</span>
      <strong>{node.value}</strong>
    </>
  )
  const className = `${styles.node} ${styles[node.means]}`
  return node.onOpen ? (
    <button type="button" className={className} style={{ top }} onClick={node.onOpen}>
      {words}
    </button>
  ) : (
    <div className={className} style={{ top }}>
      {words}
    </div>
  )
}

/** What goes from the left to the right, in bands as wide as their numbers: both sides have the same sum. */
export const Flow = ({ label, left, right, nodes, links }: FlowProps) => {
  const laid = useMemo(() => layoutFlow(nodes, links), [nodes, links])
  const column = (side: FlowNode['side']) =>
    laid.nodes
      .filter(({ node }) => node.side === side)
      .map(({ node, top, bottom }) => <NodeWords key={node.id} node={node} top={(top + bottom) / 2} />)
  return (
    <figure className={styles.flow} aria-label={label}>
      <div className={styles.heads} aria-hidden="true">
        <span>{left}</span>
        <span>{right}</span>
      </div>
      <div className={styles.columns} style={{ height: laid.height }}>
        <div className={styles.left}>{column('left')}</div>
        <div className={styles.bands} aria-hidden="true">
          <svg viewBox={`0 0 100 ${laid.height}`} preserveAspectRatio="none" aria-hidden="true">
            {laid.links.map(({ link, path }) => (
              <path key={link.id} d={path} className={styles[link.means]}>
                <title>{link.title}</title>
              </path>
            ))}
            {laid.nodes.map(({ node, top, bottom }) => (
              <rect
                key={node.id}
                x={node.side === 'left' ? 0 : 99}
                y={top}
                width={1}
                height={Math.max(bottom - top, 1)}
                className={`${styles.end} ${styles[node.means]}`}
              />
            ))}
          </svg>
          {laid.links.map(
            ({ link, label: place }) =>
              place && (
                <span key={link.id} className={styles.words} style={{ top: place.top, left: `${place.left * 100}%` }}>
                  <span className={styles.what}>{link.name}</span> {link.amount}
                </span>
              ),
          )}
        </div>
        <div className={styles.right}>{column('right')}</div>
      </div>
    </figure>
  )
}

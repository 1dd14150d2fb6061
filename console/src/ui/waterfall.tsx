import type { ReactNode } from 'react'
import { number } from '../texts/format.ts'
import type { Meaning } from './status.tsx'
import styles from './waterfall.module.css'
import { layoutWaterfall, type Step } from './waterfall-layout.ts'

export interface WaterfallStep extends Step {
  label: ReactNode
  /** Says what is counted, below the label. */
  hint?: string
  means?: Extract<Meaning, 'short' | 'decide' | 'covered' | 'spare'>
}

const signs = { whole: '', part: '−', rest: '=' } as const

interface WaterfallProps {
  label: string
  steps: readonly WaterfallStep[]
}

/** A sum that is taken apart: a table whose bars show how each number is a part of the one above. */
export const Waterfall = ({ label, steps }: WaterfallProps) => {
  const bars = layoutWaterfall(steps)
  return (
    <table className={styles.waterfall}>
      <caption className={styles.hidden}>{label}</caption>
      <tbody>
        {steps.map(({ id, label, hint, value, is, means }, index) => {
          const { start, end } = bars[index] ?? { start: 0, end: 0 }
          return (
            <tr key={id} data-is={is} data-zero={value === 0 || undefined}>
              <th scope="row">
                {label}
                {hint !== undefined && <small>{hint}</small>}
              </th>
              <td className={styles.value}>
                <span aria-hidden="true" className={styles.sign}>
                  {signs[is]}
                </span>
                {number(value)}
              </td>
              <td aria-hidden="true" className={styles.place}>
                <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    x={start * 100}
                    width={Math.max((end - start) * 100, value > 0 ? 0.75 : 0)}
                    height={1}
                    className={means ? styles[means] : styles.plain}
                  />
                </svg>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

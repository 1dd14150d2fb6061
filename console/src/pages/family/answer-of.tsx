import { text } from '../../texts/en/family.ts'
import type { Answer } from './answer.ts'
import styles from './family-page.module.css'
import { saidOf } from './said.ts'

const meansOf = ({ position: { shortfall, needsData, status } }: Answer): 'short' | 'decide' | 'covered' | 'plain' => {
  if (shortfall > 0) return 'short'
  if (needsData > 0 || status === 'not-measured') return 'decide'
  return status === 'licensed' ? 'covered' : 'plain'
}

/** Says in words why the position is what it is. */
export const AnswerOf = ({ answer }: { answer: Answer }) => {
  const { headline, more } = saidOf(answer)
  return (
    <section className={styles.answer} data-means={meansOf(answer)} aria-label={text.answer.label}>
      <p className={styles.headline}>{headline}</p>
      {more.length > 0 && (
        <ul>
          {more.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

import { text } from '../../texts/en/imports.ts'
import { number } from '../../texts/format.ts'
import type { Import } from './kinds.ts'
import styles from './outcome.module.css'
import { changing, undidNothing } from './state.ts'

const said = text.say

const ofCheck = (run: Import, isManager: boolean): string => {
  const { counts, onError } = run
  if (!isManager) return said.checked(changing(run), counts.rejected)
  if (counts.rejected > 0 && changing(run) === 0) return said.checkedAllWrong
  if (counts.rejected > 0 && onError === 'skip') return said.checkedSome(counts.rejected, changing(run))
  return changing(run) === 0 ? said.checkedNothing : said.checkedRight(changing(run))
}

const ofImport = (run: Import): string => {
  const { counts } = run
  if (counts.rejected > 0) return said.importedSome(changing(run), counts.rejected)
  return changing(run) === 0 ? said.importedNothing : said.imported(changing(run))
}

const isOfFile = ({ errors }: Import): boolean => errors.some(({ line }) => line === undefined)

/** What became of an import that has ended, in a sentence. */
export const sayOutcome = (run: Import, isManager: boolean): string => {
  switch (run.status) {
    case 'completed':
      return run.dryRun ? ofCheck(run, isManager) : ofImport(run)
    case 'rejected':
      if (isOfFile(run)) return said.refusedFile
      return run.dryRun && isManager ? said.refusedCheck : said.refused
    case 'failed':
      return said.failed
    case 'cancelled':
      return run.dryRun ? said.cancelledCheck : said.cancelled(changing(run))
    case 'superseded':
      return said.superseded
    case 'undone':
      return undidNothing(run) ? said.notUndone : said.undone(run.undo?.left ?? 0)
    default:
      return ''
  }
}

/** How many lines of each outcome there are, those that matter most first. */
export const Counts = ({ of: { counts } }: { of: Import }) => {
  const figures = [
    { name: text.figures.wouldCreate, value: counts.created },
    { name: text.figures.wouldUpdate, value: counts.updated },
    { name: text.figures.unchanged, value: counts.unchanged },
    { name: text.figures.rejected, value: counts.rejected, isWrong: counts.rejected > 0 },
    ...(counts.skipped > 0 ? [{ name: text.figures.skipped, value: counts.skipped }] : []),
  ]
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value, isWrong = false }) => (
        <div key={name} className={isWrong ? styles.wrong : undefined}>
          <dt>{name}</dt>
          <dd>{number(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

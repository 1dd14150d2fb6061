import { useState } from 'react'
import { Message } from '../../ledger/message.tsx'
import { errorWords } from '../../texts/en/import-errors.ts'
import { text } from '../../texts/en/imports.ts'
import { number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Table } from '../../ui/table.tsx'
import { countsCharacters, isWorkbook, markLine } from './cells.ts'
import styles from './error-list.module.css'
import { type ErrorGroup, groupErrors } from './groups.ts'
import type { Import } from './kinds.ts'

type ImportError = Import['errors'][number]

const said = text.errors

/** Errors of a group that are shown before the rest is asked for. */
const atFirst = 5

interface ErrorListProps {
  run: Pick<Import, 'kind' | 'fileName'>
  errors: readonly ImportError[]
  /** Whether the person may see what the file holds. */
  isManager: boolean
}

const placeOf = (run: ErrorListProps['run'], { column }: ImportError): string | undefined =>
  column === undefined ? undefined : countsCharacters(run) ? said.character(column) : said.column(column)

const Line = ({ run, error: { text: line, column } }: { run: ErrorListProps['run']; error: ImportError }) =>
  line === undefined ? (
    <span className={styles.soft}>{said.hidden}</span>
  ) : (
    <code className={styles.line}>
      {markLine(run, line, column).map(({ text, isWrong }, place) =>
        isWrong ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
          <mark key={place}>{text}</mark>
        ) : (
          text
        ),
      )}
    </code>
  )

const Group = ({ run, group: { code, errors }, isManager }: Omit<ErrorListProps, 'errors'> & { group: ErrorGroup }) => {
  const [isAll, setAll] = useState(false)
  const words = errorWords[code]
  const shown = isAll ? errors : errors.slice(0, atFirst)
  // What all of them say stands above them, once.
  const [first] = errors
  const isSame = errors.every(({ message }) => message === first?.message)
  const hasText = errors.some(({ text }) => text !== undefined)
  return (
    <section className={styles.group} aria-label={words?.title ?? code}>
      <header className={styles.head}>
        <h3>
          {words?.title ?? code} <span className={styles.soft}>{said.times(errors.length)}</span>
        </h3>
        {isManager && isSame && first && (
          <p>
            <Message of={first.message} />
          </p>
        )}
        {words && (
          <p>
            {said.fix} {words.fix} <code className={styles.soft}>{code}</code>
          </p>
        )}
      </header>
      <Table
        label={words?.title ?? code}
        rows={shown}
        keyOf={({ line, column, message }) => `${line} ${column} ${message}`}
        columns={[
          {
            id: 'line',
            header: isWorkbook(run) ? said.row : said.line,
            render: (error) => (
              <>
                {error.line === undefined ? '' : number(error.line)}
                {placeOf(run, error) !== undefined && ' '}
                {placeOf(run, error) !== undefined && <small className={styles.place}>{placeOf(run, error)}</small>}
              </>
            ),
          },
          ...(hasText
            ? [{ id: 'text', header: said.content, render: (error: ImportError) => <Line run={run} error={error} /> }]
            : []),
          ...(isManager && !isSame
            ? [{ id: 'message', header: said.wrong, render: (error: ImportError) => <Message of={error.message} /> }]
            : []),
        ]}
      />
      {shown.length < errors.length && (
        <Button look="quiet" onClick={() => setAll(true)}>
          {said.moreOf(errors.length - shown.length)}
        </Button>
      )}
    </section>
  )
}

/** Wrong lines by what is wrong with them, each as it stands in the file, with the place marked. */
export const ErrorList = ({ run, errors, isManager }: ErrorListProps) => (
  <div className={styles.groups}>
    {groupErrors(errors).map((group) => (
      <Group key={group.code} run={run} group={group} isManager={isManager} />
    ))}
  </div>
)

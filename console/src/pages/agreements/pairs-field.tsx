import { Link } from '@tanstack/react-router'
import { type ClipboardEvent, useId, useRef, useState } from 'react'
import { Message } from '../../ledger/message.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { number } from '../../texts/format.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { csvOf } from '../../ui/csv.ts'
import { download } from '../../ui/download.ts'
import { Field, Input } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './pairs-field.module.css'
import { emptyPair, isEmpty, putPairs, readPastedPairs, type TypedPair } from './pasted-pairs.ts'

const text = page.create

/** Pairs that one call takes; more come by file. */
export const pairsAtOnce = 85
const rowsShown = 100

/** Pairs as the API takes them: without empty rows, and without spaces around. */
export const givenPairs = (rows: readonly TypedPair[]): TypedPair[] =>
  rows
    .filter((row) => !isEmpty(row))
    .map(({ agreementNumber, licenseNumber }) => ({
      agreementNumber: agreementNumber.trim(),
      licenseNumber: licenseNumber.trim(),
    }))

interface PairsFieldProps {
  rows: readonly TypedPair[]
  onChange: (rows: TypedPair[]) => void
  /** Problems by `pairs.2` and `pairs.2.licenseNumber`: rows are the pairs that were sent. */
  errors: Record<string, string>
  /** Both numbers are the same: one is enough. */
  repeats?: boolean
  /** Name of the agreement, for a file. */
  agreementName: string
}

const columns = ['agreementNumber', 'licenseNumber'] as const

/** Rows for agreement number pairs, into which columns of a spreadsheet can be pasted. Each problem stands at its row. */
export const PairsField = ({ rows, onChange, errors, repeats = false, agreementName }: PairsFieldProps) => {
  const [told, setTold] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const given = rows.filter((row) => !isEmpty(row)).length

  const set = (at: number, changed: Partial<TypedPair>): void => {
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changed } : row)))
  }
  const focus = (row: number): void => {
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>('[data-first]')[row]?.querySelector('input')?.focus(),
    )
  }
  const paste = (event: ClipboardEvent, at: number): void => {
    const pasted = event.clipboardData.getData('text')
    // One number goes where the cursor is.
    if (!/[\t\r\n,;]|\S\s+\S/.test(pasted.trim())) return
    event.preventDefault()
    const { pairs, hasHeader, hasMore } = readPastedPairs(pasted, { repeats })
    onChange(putPairs(rows, at, pairs))
    setTold(
      [text.pasted(pairs.length), hasHeader && text.headerSkipped, hasMore && text.moreColumns]
        .filter(Boolean)
        .join('. '),
    )
    focus(Math.min(at + pairs.length, rowsShown) - 1)
  }
  const remove = (at: number): void => {
    const left = rows.filter((_, index) => index !== at)
    onChange(left.length > 0 ? left : [emptyPair])
    focus(Math.max(0, at - 1))
  }
  const saveFile = (): void => {
    const lines = givenPairs(rows).map((pair) => [pair.agreementNumber, pair.licenseNumber, agreementName])
    download('pairs.csv', csvOf(lines), 'text/csv')
  }
  const general = errors.pairs

  return (
    <fieldset className={styles.rows}>
      <legend className={styles.legend}>{text.pairs}</legend>
      <p className={styles.soft}>{text.pairsHint}</p>
      {given > pairsAtOnce && (
        <Notice
          means="decide"
          title={text.tooMany(given, pairsAtOnce)}
          actions={
            <>
              <Button onClick={saveFile}>{text.saveFile}</Button>
              <Link to="/imports" className={buttonLook()}>
                {text.openImports}
              </Link>
            </>
          }
        >
          <p>{text.tooManyHint}</p>
        </Notice>
      )}
      {general !== undefined && (
        <p role="alert" className={styles.problem}>
          {general}
        </p>
      )}
      <div className={styles.head} aria-hidden="true">
        <span />
        <span>{text.agreementNumber}</span>
        <span>{text.licenseNumber}</span>
        <span />
      </div>
      <div ref={list} className={styles.rows}>
        {rows.slice(0, rowsShown).map((row, index) => {
          const problem = errors[`pairs.${index}`]
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are numbered, and hold no state of their own
            <div key={index} className={styles.row} data-first>
              <span className={styles.number} aria-hidden="true">
                {number(index + 1)}
              </span>
              {columns.map((column) => (
                <Field
                  key={column}
                  label={text.numberInRow(text[column], index + 1)}
                  hidesLabel
                  name={`pairs.${index}.${column}`}
                >
                  <Input
                    value={row[column]}
                    {...(problem !== undefined && { 'aria-invalid': true, 'aria-describedby': `${id}-${index}` })}
                    autoComplete="off"
                    spellCheck={false}
                    onPaste={(event) => paste(event, index)}
                    onChange={(value) => set(index, { [column]: value })}
                  />
                </Field>
              ))}
              <Button look="quiet" aria-label={text.removeRow(index + 1)} onClick={() => remove(index)}>
                ×
              </Button>
              {problem !== undefined && (
                <p role="alert" id={`${id}-${index}`} className={styles.problem}>
                  <Message of={problem} />
                </p>
              )}
            </div>
          )
        })}
      </div>
      {rows.length > rowsShown && <p className={styles.soft}>{text.moreRows(rows.length - rowsShown)}</p>}
      <div>
        <Button
          onClick={() => {
            onChange([...rows, emptyPair])
            focus(rows.length)
          }}
        >
          {text.addRow}
        </Button>{' '}
        <span role="status" className={styles.soft}>
          {[text.pairCount(given), told].filter(Boolean).join(' · ')}
        </span>
      </div>
    </fieldset>
  )
}

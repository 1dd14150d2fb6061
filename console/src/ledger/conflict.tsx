import { type ReactNode, useState } from 'react'
import { text as common } from '../texts/en/common.ts'
import { text } from '../texts/en/conflict.ts'
import { ago, count } from '../texts/format.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Radio } from '../ui/radio.tsx'
import styles from './conflict.module.css'
import { usePersonName } from './me.ts'
import { type Difference, differences } from './merge.ts'

/** How fields of a form are called, and how their values read. */
export type FieldWords<Values> = {
  [Field in keyof Values]: { label: string; show?: (value: Values[Field]) => ReactNode }
}

export interface Stored<Values> {
  values: Values
  version: number
  /** Who saved it last, where that is known. */
  changed?: { actor: string; at: string } | undefined
}

interface ConflictProps<Values extends object> {
  /** What is edited, by its name. */
  name: string
  words: FieldWords<Values>
  was: Values
  mine: Values
  now: Stored<Values>
  isBusy: boolean
  /** @param chosen each field as it was decided */
  onSave: (chosen: Values) => void
  /** Takes what is stored, and forgets what was typed. */
  onDiscard: () => void
  onClose: () => void
}

type Side = 'mine' | 'now'

const usual: Record<Difference<object>['by'], Side | undefined> = { me: 'mine', them: 'now', both: undefined }

const shown = (value: ReactNode): ReactNode =>
  value === undefined || value === null || value === '' ? text.nothing : value

/** What changed while a form was open, beside what was typed: the person decides field by field, and nothing is lost. */
export const Conflict = <Values extends object>(props: ConflictProps<Values>) => {
  const { name, words, was, mine, now, isBusy, onSave, onDiscard, onClose } = props
  const personName = usePersonName()
  const [chosen, setChosen] = useState<{ [field in string]?: Side }>({})
  const found = differences(was, mine, now.values)
  const sideOf = ({ field, by }: Difference<Values>): Side | undefined => chosen[field] ?? usual[by]
  const open = found.filter((difference) => sideOf(difference) === undefined).length
  const save = (): void => {
    const kept = found.filter((difference) => sideOf(difference) === 'mine').map(({ field }) => [field, mine[field]])
    onSave({ ...now.values, ...Object.fromEntries(kept) })
  }
  const say = (field: keyof Values, value: Values[keyof Values]): ReactNode =>
    shown((words[field].show ?? String)(value))
  return (
    <Dialog
      title={text.title(name)}
      description={
        <>
          {now.changed && <p>{text.changedBy(personName(now.changed.actor), ago(now.changed.at))}</p>}
          <p>{found.length === 0 ? text.same : text.hint}</p>
        </>
      }
      isOpen
      onClose={onClose}
      shape="wide"
      closeLabel={text.back}
      actions={
        <>
          <Button onClick={onDiscard}>{found.length === 0 ? common.close : text.takeTheirs}</Button>
          {found.length > 0 && (
            <Button look="main" busy={isBusy} disabled={open > 0} onClick={save}>
              {text.save}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.fields}>
        {found.map((difference) => {
          const { field, by } = difference
          const side = sideOf(difference)
          return (
            <fieldset key={field} className={`${styles.field} ${by === 'both' ? styles.both : styles.rest}`}>
              <legend>{words[field].label}</legend>
              <div className={styles.side}>
                <span>{text.was}</span>
                <span>{say(field, was[field])}</span>
              </div>
              <div className={styles.side}>
                <span>{by === 'them' ? text.mineUntouched : text.mine}</span>
                <Radio
                  name={`conflict-${field}`}
                  label={say(field, mine[field])}
                  checked={side === 'mine'}
                  onChoose={() => setChosen({ ...chosen, [field]: 'mine' })}
                />
              </div>
              <div className={styles.side}>
                <span>{text.now}</span>
                <Radio
                  name={`conflict-${field}`}
                  label={say(field, now.values[field])}
                  checked={side === 'now'}
                  onChoose={() => setChosen({ ...chosen, [field]: 'now' })}
                />
              </div>
            </fieldset>
          )
        })}
        {open > 0 && <p role="status">{text.toDecide(count(open, text.fields))}</p>}
      </div>
    </Dialog>
  )
}

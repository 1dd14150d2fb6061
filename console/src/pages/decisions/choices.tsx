import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Request } from '../../api/requests.ts'
import { text } from '../../texts/en/decisions.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Radio } from '../../ui/radio.tsx'
import { useRested } from '../../ui/use-rested.ts'
import styles from './decisions.module.css'
import { type Decision, mappingWith, titlesNamed } from './queries.ts'

/** An answer that was chosen. */
export interface Chosen {
  key: string
  request: Request
}

interface ChoicesProps {
  decision: Decision
  chosen: Chosen | undefined
  onChoose: (chosen: Chosen | undefined) => void
}

/** As many as there are keys for. More are found by typing. */
const mostRadios = 9

const strip = (label: string): string => label.replace(/^It is (?:for )?/, '')

/** Answers that the ledger proposes and that are too many to be read one by one. */
const Many = ({ decision: { actions = [] }, chosen, onChoose }: ChoicesProps) => {
  const [typed, setTyped] = useState('')
  const current = actions.find(({ label }) => label === chosen?.key) ?? null
  const isFinding = current === null || typed !== strip(current.label)
  const found = isFinding ? actions.filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase())) : actions
  return (
    <div className={styles.other}>
      <Combobox
        label={text.edition}
        placeholder={text.editionHint(actions.length)}
        items={found}
        typed={typed}
        onType={setTyped}
        chosen={current}
        onChoose={(action) => onChoose(action ? { key: action.label, request: action } : undefined)}
        keyOf={({ label }) => label}
        nameOf={({ label }) => strip(label)}
        empty={text.noEdition}
      />
    </div>
  )
}

interface Title {
  id: string
  title: string
  publisher: string
}

/** Any title of the ledger, found by its name. */
const OtherTitle = ({ decision, onChoose }: Omit<ChoicesProps, 'chosen'>) => {
  const [typed, setTyped] = useState('')
  const [title, setTitle] = useState<Title | null>(null)
  const asked = useRested(typed.trim())
  const { data, isFetching } = useQuery(titlesNamed(asked))
  const { subject } = decision
  const ownId = subject && 'titleId' in subject ? subject.titleId : undefined
  const choose = async (found: Title | null): Promise<void> => {
    setTitle(found)
    if (!found || !subject) return onChoose(undefined)
    const request: Request | undefined =
      'productId' in subject
        ? await mappingWith(found.id, subject.productId)
        : ownId === undefined
          ? undefined
          : { method: 'POST', path: `/software/${ownId}/merge`, body: { into: found.id } }
    onChoose(request && { key: 'other', request })
  }
  return (
    <div className={styles.other}>
      <Combobox
        label={text.findTitle}
        placeholder={text.findTitleHint}
        items={(data?.items ?? []).filter(({ id }) => id !== ownId)}
        typed={typed}
        onType={setTyped}
        chosen={title}
        onChoose={(found) => void choose(found)}
        keyOf={({ id }) => id}
        nameOf={({ title }) => title}
        moreOf={({ publisher }) => publisher}
        empty={asked.length < 2 ? text.findTitleHint : isFetching ? text.finding : text.noTitle}
      />
    </div>
  )
}

/** The answers to a decision: what the ledger proposes, and any other title where titles are asked for. */
export const Choices = ({ decision, chosen, onChoose }: ChoicesProps) => {
  const [isOther, setOther] = useState(false)
  const { kind, actions = [], candidates = [] } = decision
  const otherTitle = text.otherTitle[kind]
  if (actions.length > mostRadios)
    return (
      <fieldset className={styles.choices}>
        <legend>{text.question[kind]}</legend>
        <Many decision={decision} chosen={chosen} onChoose={onChoose} />
      </fieldset>
    )
  return (
    <fieldset className={styles.choices}>
      <legend>{text.question[kind]}</legend>
      {actions.map((action, place) => (
        <div key={action.label} className={styles.choice}>
          <span className={styles.key} aria-hidden="true">
            {place + 1}
          </span>
          <Radio
            name="answer"
            label={action.label}
            hint={candidates[place]?.reason}
            checked={!isOther && chosen?.key === action.label}
            onChoose={() => {
              setOther(false)
              onChoose({ key: action.label, request: action })
            }}
          />
        </div>
      ))}
      {otherTitle !== undefined && (
        <div className={styles.choice}>
          <span className={styles.key} aria-hidden="true">
            {actions.length + 1}
          </span>
          <Radio
            name="answer"
            label={otherTitle}
            checked={isOther}
            onChoose={() => {
              setOther(true)
              onChoose(undefined)
            }}
          />
        </div>
      )}
      {isOther && <OtherTitle decision={decision} onChoose={onChoose} />}
    </fieldset>
  )
}

import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import type { Request } from '../../api/requests.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/decisions.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Form } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { Choices, type Chosen } from './choices.tsx'
import styles from './decisions.module.css'
import type { Decision } from './queries.ts'
import { nameOf, weightOf } from './subject.ts'

/** Id of the form with the answers, for the keys of the list. */
export const formId = 'answers'

const SubjectLinks = ({ subject }: { subject: Decision['subject'] | undefined }) => {
  if (subject === undefined) return null
  if ('titleId' in subject)
    return (
      <Link to="/titles/$titleId" params={{ titleId: subject.titleId }}>
        {text.openTitle}
      </Link>
    )
  if ('product' in subject)
    return (
      <Link to="/entitlements" search={{ q: subject.product }}>
        {text.openEntitlements}
      </Link>
    )
  if ('devices' in subject)
    return subject.devices.map(({ deviceId }) => (
      <Link key={deviceId} to="/devices/$deviceId" params={{ deviceId }}>
        {text.openDevice(deviceId)}
      </Link>
    ))
  return null
}

/** What no single answer settles. */
const WhatToDo = ({ kind, reason }: Decision) => {
  if (kind === 'duplicate-devices') return <p>{text.sharedIdHint}</p>
  if (kind !== 'machines-without-data') return null
  return (
    <Section title={text.question[kind] ?? ''}>
      {reason.includes('imports/device-facts') ? (
        <>
          <p>{text.factsHint}</p>
          <pre>{text.factsSample}</pre>
          <div>
            <Link to="/imports" className={buttonLook()}>
              {text.dropFacts}
            </Link>
          </div>
        </>
      ) : (
        <p>{text.hostHint}</p>
      )}
    </Section>
  )
}

interface DecisionDetailProps {
  decision: Decision
  isBusy: boolean
  error: Error | null
  onSettle: (request: Request) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** One decision: why it waits, its answers, and what the chosen one would change. */
export const DecisionDetail = ({ decision, isBusy, error, onSettle, onKeyDown }: DecisionDetailProps) => {
  const isManager = useIsManager()
  const [chosen, setChosen] = useState<Chosen>()
  const { actions = [], subject, kind, reason } = decision
  const publisher = subject && 'publisher' in subject ? subject.publisher : undefined
  return (
    <section className={styles.detail} aria-label={nameOf(decision)} onKeyDown={onKeyDown}>
      <div>
        <div className={styles.head}>
          <h2>{nameOf(decision)}</h2>
          {publisher !== undefined && <span>{publisher}</span>}
          <SubjectLinks subject={subject} />
        </div>
        <p className={styles.soft}>
          {text.kinds[kind]} · {weightOf(decision)}
        </p>
      </div>
      <p>{reason}</p>
      {actions.length === 0 && text.otherTitle[kind] === undefined ? (
        <WhatToDo {...decision} />
      ) : (
        <>
          <Form id={formId} onSubmit={() => chosen && isManager && !isBusy && onSettle(chosen.request)}>
            <Choices decision={decision} chosen={chosen} onChoose={setChosen} />
            {error && <ProblemNotice error={error} />}
            <div className={styles.settle}>
              {isManager && (
                <Button type="submit" look="main" disabled={!chosen} busy={isBusy}>
                  {text.settle}
                </Button>
              )}
              {!chosen && <span className={styles.soft}>{isManager ? text.chooseHint : text.readerHint}</span>}
            </div>
          </Form>
          {chosen && (
            <Section title={text.preview}>
              <DecisionPreview
                key={chosen.request.path + JSON.stringify(chosen.request.body)}
                request={chosen.request}
              />
            </Section>
          )}
        </>
      )}
    </section>
  )
}

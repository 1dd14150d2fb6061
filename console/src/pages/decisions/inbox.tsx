import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useList } from '../../api/queries.ts'
import { type Request, sendRequest } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/decisions.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Empty } from '../../ui/page.tsx'
import { PickList } from '../../ui/pick-list.tsx'
import { tell, untell } from '../../ui/toast.tsx'
import { DecisionDetail, formId } from './decision-detail.tsx'
import styles from './decisions.module.css'
import { KeysDialog } from './keys-dialog.tsx'
import { type Decision, decisionsList, undoOf } from './queries.ts'
import { nameOf, weightOf } from './subject.ts'

const route = getRouteApi('/decisions')

const kinds = [
  'unknown-title',
  'product-without-title',
  'title-without-edition',
  'machines-without-data',
  'duplicate-devices',
] as const

const Row = ({ decision }: { decision: Decision }) => (
  <div className={styles.row}>
    <span className={styles.name}>{nameOf(decision)}</span>
    <span className={styles.soft}>{text.kinds[decision.kind]}</span>
    <span className={styles.soft}>{weightOf(decision)}</span>
  </div>
)

const keyOf = (name: string): string => `settled ${name}`

/** Sends a decision, and keeps what takes back the last one. */
const useSettling = (onSettled: () => void) => {
  const [last, setLast] = useState<{ request: Request; name: string }>()
  const taking = useAct<{ request: Request; name: string }, boolean>({
    act: async ({ request }) => {
      const undo = await undoOf(request)
      if (undo) await sendRequest(undo)
      return undo !== undefined
    },
    say: (isDone, { name }) => ({ title: isDone ? text.undone(name) : text.undoLater }),
    done: (isDone, { name }) => {
      if (!isDone) return
      setLast(undefined)
      untell(keyOf(name))
    },
  })
  const settling = useAct<{ request: Request; name: string }>({
    act: ({ request }) => sendRequest(request),
    say: (_, settled) => ({
      title: text.done(settled.name),
      key: keyOf(settled.name),
      action: { label: text.undo, act: () => taking.act(settled) },
    }),
    done: (_, settled) => {
      setLast(settled)
      onSettled()
    },
  })
  return { settling, takeBackLast: () => (last ? taking.act(last) : tell({ title: text.nothingToUndo })) }
}

/** Whatever waits for a decision: a list, and beside it the current one. It is used by keys alone, or by hand. */
export const Inbox = () => {
  const { kind, decision: wanted } = route.useSearch()
  const navigate = useNavigate({ from: '/decisions' })
  const { query, rows, first, grid } = useList(decisionsList(undefined, kind))
  const list = useRef<HTMLDivElement>(null)
  const [showsKeys, setShowsKeys] = useState(false)
  const place = Math.max(
    0,
    rows.findIndex(({ id }) => id === wanted),
  )
  const current = rows[place]

  const go = (id: string | undefined): void =>
    void navigate({ search: (before) => ({ ...before, decision: id }), replace: true, resetScroll: false })

  const { settling, takeBackLast } = useSettling(() => {
    list.current?.focus()
    go((rows[place + 1] ?? rows[place - 1])?.id)
  })

  const hasRows = rows.length > 0
  useEffect(() => {
    const { activeElement } = document
    const isFree = activeElement === document.body || activeElement?.matches('[data-page-title]')
    if (hasRows && isFree) list.current?.focus({ preventScroll: true })
  }, [hasRows])

  const settleOrChoose = (): void => {
    const form = document.getElementById(formId)
    const submit = form?.querySelector<HTMLButtonElement>('button[type=submit]:not([disabled])')
    if (submit) submit.click()
    else form?.querySelector('input')?.focus()
  }

  /** Keys of the list and of the answers. What is typed into a field is text. */
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const { key, target, ctrlKey, metaKey, altKey } = event
    const isTyped = target instanceof HTMLInputElement && target.type !== 'radio'
    if (ctrlKey || metaKey || altKey || (isTyped && key !== 'Escape')) return
    const isInList = event.currentTarget === list.current
    const step = { j: 1, k: -1 }[key]
    const next = step && !isInList ? rows[place + step] : undefined
    const answer = document.getElementById(formId)?.querySelectorAll<HTMLInputElement>('input')[Number(key) - 1]
    if (next) go(next.id)
    else if (/^[1-9]$/.test(key) && answer) {
      answer.click()
      answer.focus()
    } else if (key === 'Enter' && isInList) settleOrChoose()
    else if (key === 'Escape') list.current?.focus()
    else if (key === 'u') takeBackLast()
    else if (key === '?') setShowsKeys(true)
    else return
    event.preventDefault()
  }

  const total = first?.totals.count
  const facets = first?.facets.kind
  if (total === 0 && !kind)
    return (
      <Empty
        title={text.empty}
        actions={
          <Link to="/imports" className={buttonLook()}>
            {text.toImports}
          </Link>
        }
      >
        <p>{text.emptyHint}</p>
      </Empty>
    )
  return (
    <div className={styles.inbox}>
      <div className={styles.filter}>
        <Field label={text.kind} name="kind" hidesLabel>
          <Select
            value={kind ?? ''}
            onChange={(next) => void navigate({ search: { kind: next || undefined } })}
            options={[
              { value: '', label: text.allKinds(facets && Object.values(facets).reduce((sum, one) => sum + one, 0)) },
              ...kinds.map((value) => ({ value, label: text.kindWithCount(text.kinds[value], facets?.[value] ?? 0) })),
            ]}
          />
        </Field>
      </div>
      <div className={styles.hint}>
        <span>{text.shortHint}</span>
        <Button look="quiet" onClick={() => setShowsKeys(true)}>
          {text.keys}
        </Button>
      </div>
      {query.error ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <PickList
          label={text.list}
          {...grid}
          count={total}
          keyOf={({ id }) => id}
          currentKey={current?.id}
          onChange={go}
          onKeyDown={press}
          listRef={list}
          render={(decision) => <Row decision={decision} />}
        />
      )}
      {current ? (
        <DecisionDetail
          key={current.id}
          decision={current}
          isBusy={settling.isBusy}
          error={settling.error}
          onSettle={(request) => settling.act({ request, name: nameOf(current) })}
          onKeyDown={press}
        />
      ) : total === 0 ? (
        <Empty
          title={text.emptyOfKind}
          actions={<Button onClick={() => void navigate({ search: {} })}>{text.showAll}</Button>}
        />
      ) : (
        <div className={styles.detail} />
      )}
      <KeysDialog isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  )
}

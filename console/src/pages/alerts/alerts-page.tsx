import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Problem } from '../../api/problem.ts'
import { useList } from '../../api/queries.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { text } from '../../texts/en/alerts.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Bar, Empty, Page, Section } from '../../ui/page.tsx'
import { AlertTable } from './alert-table.tsx'
import styles from './alerts-page.module.css'
import { alertQuery, alertsList, kindOf, stateOf } from './queries.ts'

const route = getRouteApi('/alerts')

const optionsOf = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }))

/** The alert that a mail or a message in a chat leads to, whatever the list shows. */
const Followed = ({ alertId, isManager }: { alertId: string; isManager: boolean }) => {
  const query = useQuery(alertQuery(alertId))
  if (query.error instanceof Problem && query.error.status === 404) return <Notice means="plain">{text.gone}</Notice>
  return (
    <Section title={text.followed}>
      <Loaded query={query} rows={3}>
        {(alert) => <AlertTable label={text.followed} alerts={[alert]} isManager={isManager} openAtFirst={alertId} />}
      </Loaded>
    </Section>
  )
}

export const AlertsPage = () => {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/alerts' })
  const isManager = useIsManager()
  const state = stateOf(search.status)
  const kind = kindOf(search.kind)
  const { query, rows } = useList(alertsList(state, kind))
  const filter = (changed: { status?: string; kind?: string }): void =>
    void navigate({
      replace: true,
      search: (before) => {
        const { status = '', kind: next = '' } = { ...before, ...changed }
        return { ...(status !== '' && status !== 'open' && { status }), ...(next !== '' && { kind: next }) }
      },
    })
  const { open, ended, all } = text.lead
  const counted = kind === undefined && query.data ? open(rows.length, query.hasNextPage) : '\u00a0'
  const none = state === 'open' && kind === undefined ? text.none : text.noneFound
  return (
    <Page title={text.title} lead={state === 'open' ? counted : { ended, all }[state]}>
      {search.alert !== undefined && <Followed alertId={search.alert} isManager={isManager} />}
      <Bar>
        <Field label={text.status} name="status">
          <Select value={state} onChange={(status) => filter({ status })} options={optionsOf(text.statuses)} />
        </Field>
        <Field label={text.kind} name="kind">
          <Select
            value={kind ?? ''}
            onChange={(next) => filter({ kind: next })}
            options={[{ value: '', label: text.allKinds }, ...optionsOf(text.kinds)]}
          />
        </Field>
      </Bar>
      <Loaded query={query} rows={12}>
        {() =>
          rows.length === 0 && !query.hasNextPage ? (
            <Empty title={none.title}>
              <p>{none.hint}</p>
            </Empty>
          ) : (
            <>
              <AlertTable label={text.label} alerts={rows} isManager={isManager} />
              {query.hasNextPage && (
                <div>
                  <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {text.more}
                  </Button>
                </div>
              )}
              <p className={styles.soft}>{text.about}</p>
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

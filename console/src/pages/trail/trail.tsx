import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useList } from '../../api/queries.ts'
import { useActorName } from '../../ledger/actor-name.ts'
import { useGroupName } from '../../ledger/groups.ts'
import { peopleQuery } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/trail.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Bar, Empty, Section } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { Differences } from './differences.tsx'
import { type Entry, trailList } from './queries.ts'
import { sayDifferences } from './say-state.ts'
import { SubjectLink } from './subject-link.tsx'
import styles from './trail.module.css'

const route = getRouteApi('/trail')

const subjectOf = ({ changes: [first, ...others] }: Entry): string =>
  first === undefined ? '' : others.length > 0 ? text.others(first.name, others.length) : first.name

/** The service finds a thing by its id; entries are looked through here for a name. */
const isId = (object: string): boolean =>
  /^([0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(object)

const isCalled =
  (name: string) =>
  ({ changes }: Entry): boolean =>
    changes.some((changed) => changed.name.toLowerCase().includes(name.toLowerCase()))

const EntryDialog = ({ entry, onClose }: { entry: Entry; onClose: () => void }) => {
  const actorName = useActorName()
  return (
    <Dialog
      title={text.details}
      description={`${actorName(entry.actor)} ${text.actions[entry.action] ?? entry.action} ${subjectOf(entry)}, ${time(entry.at)}`}
      isOpen
      onClose={onClose}
      shape="side"
    >
      <div className={styles.changes}>
        {entry.changes.map((changed) => (
          <Section key={changed.type + changed.id} title={changed.name} actions={<SubjectLink {...changed} />}>
            <Differences label={changed.name} before={changed.before} after={changed.after} />
          </Section>
        ))}
      </div>
    </Dialog>
  )
}

/** Everything that people and files did, newest first. */
export const Trail = () => {
  const { from, to, actor, object } = route.useSearch()
  const navigate = useNavigate({ from: '/trail' })
  const actorName = useActorName()
  const groupName = useGroupName()
  const { data: people } = useQuery(peopleQuery)
  const name = object === undefined || isId(object) ? undefined : object
  const { query, rows, grid } = useList(trailList({ from, to, actor, object: name === undefined ? object : undefined }))
  const [shown, setShown] = useState<Entry>()
  const found = useMemo(() => (name === undefined ? rows : rows.filter(isCalled(name))), [rows, name])
  const filter = (changed: { from?: string; to?: string; actor?: string; object?: string }): void => {
    const set = Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, value || undefined]))
    void navigate({ search: (before) => ({ ...before, ...set }), replace: true, resetScroll: false })
  }
  const clear = (): void => filter({ from: '', to: '', actor: '', object: '' })
  const ids = new Map(people?.items.map(({ id, name }) => [id, name]))
  if (actor !== undefined && !ids.has(actor)) ids.set(actor, actorName(actor))
  const oldest = rows.at(-1)
  const isFiltered = [from, to, actor, object].some((one) => one !== undefined)
  return (
    <>
      <Bar>
        <SearchInput
          label={text.object}
          name="object"
          placeholder={text.objectHint}
          value={object}
          onSearch={(value) => filter({ object: value })}
        />
        <Field label={text.person} name="actor">
          <Select
            value={actor ?? ''}
            onChange={(value) => filter({ actor: value })}
            options={[{ value: '', label: text.anybody }, ...[...ids].map(([value, label]) => ({ value, label }))]}
          />
        </Field>
        <Field label={text.from} name="from">
          <Input type="date" value={from ?? ''} max={to} onChange={(value) => filter({ from: value })} />
        </Field>
        <Field label={text.to} name="to">
          <Input type="date" value={to ?? ''} min={from} onChange={(value) => filter({ to: value })} />
        </Field>
        {isFiltered && (
          <Button look="quiet" onClick={clear}>
            {text.clear}
          </Button>
        )}
      </Bar>
      {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 ? (
        <Empty
          title={isFiltered ? text.emptyFiltered : text.empty}
          actions={isFiltered && <Button onClick={clear}>{text.showAll}</Button>}
        >
          <p>{isFiltered ? text.emptyFilteredHint : text.emptyHint}</p>
        </Empty>
      ) : (
        <>
          {query.isSuccess && found.length === 0 && <p role="status">{text.none}</p>}
          <Grid
            label={text.list}
            {...grid}
            rows={found}
            // By a name only some entries are shown: reading on is asked for, or the whole trail would be read.
            hasMore={name === undefined && grid.hasMore}
            keyOf={({ id }) => id}
            columns={[
              { id: 'at', header: text.when, width: '11rem', render: ({ at }) => time(at) },
              {
                id: 'who',
                header: text.who,
                width: 'minmax(9rem, 1fr)',
                isMinor: true,
                render: (entry) => actorName(entry.actor),
              },
              {
                id: 'action',
                header: text.action,
                width: 'minmax(12rem, 1fr)',
                isMinor: true,
                render: ({ action }) => text.actions[action] ?? action,
              },
              {
                id: 'subject',
                header: text.subject,
                width: 'minmax(8rem, 2fr)',
                render: (entry) => (
                  <button
                    type="button"
                    className={styles.subject}
                    aria-label={text.open(subjectOf(entry))}
                    onClick={() => setShown(entry)}
                  >
                    {subjectOf(entry)}
                  </button>
                ),
              },
              {
                id: 'change',
                header: text.change,
                width: 'minmax(10rem, 3fr)',
                isMinor: true,
                render: ({ before, after }) => sayDifferences(before, after, groupName),
              },
            ]}
          />
          {name !== undefined && oldest && (
            <div className={styles.look}>
              <span role="status">{query.hasNextPage ? text.lookedBack(time(oldest.at)) : text.end}</span>
              {query.hasNextPage && (
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {text.further}
                </Button>
              )}
            </div>
          )}
        </>
      )}
      {shown && <EntryDialog entry={shown} onClose={() => setShown(undefined)} />}
    </>
  )
}

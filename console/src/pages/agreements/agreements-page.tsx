import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { groupsQuery } from '../../ledger/groups.ts'
import { useIsManager } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { settingsQuery } from '../../ledger/settings.ts'
import { text } from '../../texts/en/agreements.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { download } from '../../ui/download.ts'
import { Field, Select } from '../../ui/field.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Bar, Empty, Page } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { AgreementsGrid } from './agreements-grid.tsx'
import styles from './agreements-page.module.css'
import { DeleteGroup, GroupHistory, RenameGroup } from './group-dialogs.tsx'
import { GroupList } from './group-list.tsx'
import { MoveChosen, MoveFound } from './move-dialog.tsx'
import { Moves } from './moves.tsx'
import { NewAgreement } from './new-agreement.tsx'
import { type AgreementListItem, agreementsList, type Group, unassignedId } from './queries.ts'

const route = getRouteApi('/agreements')

const sample =
  'A1000001,L1000001,Office agreements\nA1000002,L1000002,Office agreements\nA2000001,L2000001,Windows agreements\n'

type GroupAct = 'rename' | 'delete' | 'history'

/** What is looked at, and what can be done with it as a group. */
const GroupHead = ({ group, unassigned }: { group: Group | undefined; unassigned: string }) => {
  const isManager = useIsManager()
  const { data: settings } = useQuery(settingsQuery)
  const [act, setAct] = useState<GroupAct>()
  const lookUp = useAct({
    act: () => read(api.POST('/refreshes', { body: { groupId: group?.id ?? '' } })),
    say: () => ({ title: text.group.lookUpStarted }),
  })
  const close = (): void => setAct(undefined)
  if (!group)
    return (
      <div className={styles.heading}>
        <h2>{text.allAgreements}</h2>
      </div>
    )
  const isOwn = !group.builtIn && !group.deleting
  const items = [
    ...(isManager && isOwn
      ? [
          { label: text.group.rename, act: () => setAct('rename') },
          { label: text.group.delete, act: () => setAct('delete'), means: 'danger' as const },
        ]
      : []),
    ...(isManager && settings?.looksUp ? [{ label: text.group.lookUp, act: () => lookUp.act() }] : []),
    ...(group.builtIn ? [] : [{ label: text.group.history, act: () => setAct('history') }]),
  ]
  return (
    <div className={styles.heading}>
      <h2>{group.name}</h2>
      {items.length > 0 && <Menu look="quiet" label="⋯" ariaLabel={text.group.acts(group.name)} items={items} />}
      {group.deleting && <Notice means="plain">{text.group.deletingHint(group.agreementCount)}</Notice>}
      {lookUp.error && <ProblemNotice error={lookUp.error} />}
      {act === 'rename' && <RenameGroup group={group} onClose={close} />}
      {act === 'delete' && <DeleteGroup group={group} unassigned={unassigned} onClose={close} />}
      {act === 'history' && <GroupHistory group={group} onClose={close} />}
    </div>
  )
}

interface NothingProps {
  isFiltered: boolean
  isInGroup: boolean
  onClear: () => void
  onNew: () => void
}

const Nothing = ({ isFiltered, isInGroup, onClear, onNew }: NothingProps) => {
  const isManager = useIsManager()
  if (isFiltered)
    return (
      <Empty title={text.noneFound.title} actions={<Button onClick={onClear}>{text.clearFilters}</Button>}>
        <p>{text.noneFound.hint}</p>
      </Empty>
    )
  if (isInGroup)
    return (
      <Empty title={text.noneInGroup.title}>
        <p>{text.noneInGroup.hint}</p>
      </Empty>
    )
  return (
    <Empty
      title={text.none.title}
      actions={
        isManager && (
          <>
            <Button onClick={onNew}>{text.new}</Button>
            <Button onClick={() => download('agreements.csv', sample, 'text/csv')}>{text.none.sample}</Button>
          </>
        )
      }
    >
      <p>{isManager ? text.none.manager : text.none.reader}</p>
    </Empty>
  )
}

export const AgreementsPage = () => {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/agreements' })
  const router = useRouter()
  const isManager = useIsManager()
  const { data: groups = [] } = useQuery(groupsQuery)
  const { rows, query, grid } = useList(agreementsList(search))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [open, setOpen] = useState<'new' | 'move' | 'move-found'>()

  const group = groups.find(({ id }) => id === search.group)
  const total = groups.reduce((sum, { agreementCount }) => sum + agreementCount, 0)
  const isFiltered = Boolean(search.q ?? search.number ?? search.type)
  const unassigned = groups.find(({ builtIn }) => builtIn)?.name ?? unassignedId
  const filter = (changed: Record<string, string>): void => {
    // Another page is being loaded: a search that was typed shortly before must not lead back.
    if (!router.latestLocation.pathname.endsWith('/agreements')) return
    void navigate({
      replace: true,
      search: (before) => ({
        ...before,
        ...Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, value === '' ? undefined : value])),
      }),
    })
  }
  const isEmpty = rows.length === 0 && !query.isPending && !query.hasNextPage && !query.isError

  return (
    <Page
      title={text.title}
      lead={groups.length === 0 ? '\u00a0' : text.lead(total, groups.length)}
      actions={
        isManager && (
          <>
            <Link to="/imports" className={buttonLook()}>
              {text.importFile}
            </Link>
            <Button look="main" onClick={() => setOpen('new')}>
              {text.new}
            </Button>
          </>
        )
      }
    >
      <div className={styles.layout}>
        <GroupList />
        <div className={styles.main}>
          <GroupHead key={search.group} group={group} unassigned={unassigned} />
          <Bar>
            <SearchInput label={text.searchName} value={search.q} onSearch={(q) => filter({ q })} />
            <SearchInput
              label={text.searchNumber}
              name="number"
              value={search.number}
              onSearch={(number) => filter({ number })}
            />
            <Field label={text.type} name="type">
              <Select
                value={search.type ?? ''}
                onChange={(type) => filter({ type })}
                options={[
                  { value: '', label: text.types.all },
                  { value: 'volume', label: text.types.volume },
                  { value: 'other', label: text.types.other },
                ]}
              />
            </Field>
            {isFiltered && (
              <Button look="quiet" onClick={() => filter({ q: '', number: '', type: '' })}>
                {text.clearFilters}
              </Button>
            )}
          </Bar>
          {isManager && rows.length > 0 && (
            <div className={styles.selection}>
              <span role="status">{text.selected(chosen.size)}</span>
              <Button disabled={chosen.size === 0} onClick={() => setOpen('move')}>
                {text.move.act}
              </Button>
              <Button look="quiet" onClick={() => setOpen('move-found')}>
                {text.move.all}
              </Button>
              {chosen.size > 0 && (
                <Button look="quiet" onClick={() => setChosen(new Set())}>
                  {text.clearSelection}
                </Button>
              )}
            </div>
          )}
          <Moves />
          {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
          {isEmpty ? (
            <Nothing
              isFiltered={isFiltered}
              isInGroup={search.group !== undefined}
              onClear={() => filter({ q: '', number: '', type: '' })}
              onNew={() => setOpen('new')}
            />
          ) : (
            <AgreementsGrid
              {...grid}
              label={text.list(group?.name ?? text.allAgreements)}
              count={isFiltered ? undefined : (group?.agreementCount ?? (groups.length > 0 ? total : undefined))}
              showsGroup={group === undefined}
              {...(isManager && {
                selection: { keys: chosen, onChange: setChosen, nameOf: ({ name }: AgreementListItem) => name },
              })}
            />
          )}
        </div>
      </div>
      {open === 'new' && (
        <NewAgreement groupId={group && !group.deleting ? group.id : unassignedId} onClose={() => setOpen(undefined)} />
      )}
      {open === 'move' && (
        <MoveChosen
          agreementIds={[...chosen]}
          onMoved={(ids) => setChosen((before) => new Set([...before].filter((id) => !ids.includes(id))))}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'move-found' && <MoveFound filter={search} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useList } from '../../api/queries.ts'
import { ImportStatus } from '../../ledger/import-status.tsx'
import { useIsManager, usePersonName } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/imports.ts'
import { words } from '../../texts/en/words.ts'
import { number, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { type Column, Grid } from '../../ui/grid.tsx'
import { Bar, Empty, Page } from '../../ui/page.tsx'
import { DropTarget, FileButton } from './drop-target.tsx'
import { Guide } from './guide.tsx'
import { HeldList } from './held-list.tsx'
import { type Import, kindNames } from './kinds.ts'
import { importsList } from './queries.ts'
import { useTakeFiles } from './use-take-files.ts'

const route = getRouteApi('/imports')
const heads = text.columns

const kinds = [
  { value: '', label: text.anyKind },
  ...kindNames.map((kind) => ({ value: kind, label: words.importKind[kind] })),
]
const statuses = [
  { value: '', label: text.anyStatus },
  ...Object.entries(words.importStatus).map(([value, label]) => ({ value, label })),
]

/** A number of lines. Zero is shown as a dash, so that other numbers stand out. */
const lines = (value: number): string => (value === 0 ? common.none : number(value))

const columnsOf = (personName: (id: string) => string): Column<Import>[] => [
  {
    id: 'file',
    header: heads.file,
    width: 'minmax(10rem, 2fr)',
    render: ({ id, fileName }) => (
      <Link to="/imports/$importId" params={{ importId: id }}>
        {fileName}
      </Link>
    ),
  },
  {
    id: 'kind',
    header: heads.kind,
    width: 'minmax(11.5rem, 1fr)',
    isMinor: true,
    render: ({ kind }) => (kind === undefined ? text.unknownKind : words.importKind[kind]),
  },
  { id: 'status', header: heads.status, width: '9.5rem', render: (run) => <ImportStatus of={run} /> },
  {
    id: 'created',
    header: heads.created,
    width: '5rem',
    align: 'end',
    isMinor: true,
    render: ({ counts }) => lines(counts.created),
  },
  {
    id: 'updated',
    header: heads.updated,
    width: '6rem',
    align: 'end',
    isMinor: true,
    render: ({ counts }) => lines(counts.updated),
  },
  {
    id: 'unchanged',
    header: heads.unchanged,
    width: '5rem',
    align: 'end',
    isMinor: true,
    render: ({ counts }) => lines(counts.unchanged),
  },
  {
    id: 'rejected',
    header: heads.rejected,
    width: '5rem',
    align: 'end',
    isMinor: true,
    render: ({ counts }) => lines(counts.rejected),
  },
  {
    id: 'by',
    header: heads.by,
    width: 'minmax(7.5rem, 1fr)',
    isMinor: true,
    render: ({ by, trigger }) => (trigger === 'drop' && by?.startsWith('drop:') ? text.bucket : personName(by ?? '')),
  },
  { id: 'when', header: heads.when, width: '11rem', isMinor: true, render: ({ startedAt }) => time(startedAt) },
]

export const ImportsPage = () => {
  const { kind, status } = route.useSearch()
  const navigate = useNavigate({ from: '/imports' })
  const isManager = useIsManager()
  const personName = usePersonName()
  const { take } = useTakeFiles()
  const { query, rows, grid } = useList(importsList(kind, status))
  const [showsGuide, setShowsGuide] = useState(false)
  const filter = (changed: { kind?: string; status?: string }): void =>
    void navigate({
      search: (before) => ({
        ...before,
        ...Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, value || undefined])),
      }),
      replace: true,
    })
  const isFiltered = kind !== undefined || status !== undefined
  const isEmpty = query.isSuccess && rows.length === 0 && !grid.hasMore
  return (
    <Page
      title={text.title}
      lead={
        <>
          {isManager ? text.lead : text.leadReader} <Link to="/connectors/graph">{text.connector}</Link>
        </>
      }
      actions={
        isManager && (
          <>
            <Button onClick={() => setShowsGuide(true)}>{text.kinds}</Button>
            <FileButton label={text.choose} look="main" onFiles={take} />
          </>
        )
      }
    >
      {isManager && <DropTarget onFiles={take} />}
      {isManager && <HeldList />}
      {isEmpty && !isFiltered ? (
        <>
          <Empty title={text.empty.title}>
            <p>{isManager ? text.empty.manager : text.empty.reader}</p>
          </Empty>
          {isManager && <Guide />}
        </>
      ) : (
        <>
          <Bar>
            <Field label={text.filterKind} name="kind">
              <Select value={kind ?? ''} onChange={(next) => filter({ kind: next })} options={kinds} />
            </Field>
            <Field label={text.filterStatus} name="status">
              <Select value={status ?? ''} onChange={(next) => filter({ status: next })} options={statuses} />
            </Field>
          </Bar>
          {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
          {isEmpty ? (
            <Empty
              title={text.noneFiltered}
              actions={<Button onClick={() => filter({ kind: '', status: '' })}>{text.clearFilters}</Button>}
            />
          ) : (
            <Grid label={text.list} {...grid} keyOf={({ id }) => id} columns={columnsOf(personName)} />
          )}
        </>
      )}
      <Dialog
        title={text.guide.title}
        description={text.guide.description}
        shape="wide"
        isOpen={showsGuide}
        onClose={() => setShowsGuide(false)}
      >
        <Guide />
      </Dialog>
    </Page>
  )
}

import { Link } from '@tanstack/react-router'
import { useList } from '../../api/queries.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { ago, list } from '../../texts/format.ts'
import { Field, Select } from '../../ui/field.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Bar } from '../../ui/page.tsx'
import { type Meaning, Status } from '../../ui/status.tsx'
import { machinesList } from './queries.ts'

const said = text.machines

const means = {
  open: 'short',
  covered: 'covered',
  'needs-data': 'decide',
  exempt: 'plain',
} as const satisfies Record<string, Meaning>
type MachineStatus = keyof typeof means

const isStatus = (value: string | undefined): value is MachineStatus => value !== undefined && value in means

interface MachinesTabProps {
  familyId: string
  day: string | undefined
  /** From the address. */
  status: string | undefined
  onStatus: (status: string) => void
}

/** Machines that have the family, and whether what each requires is covered. */
export const MachinesTab = ({ familyId, day, status, onStatus }: MachinesTabProps) => {
  const { query, first, grid, rows } = useList(machinesList(familyId, day, isStatus(status) ? status : undefined))
  return (
    <>
      <Bar>
        <Field label={said.filter} name="machines">
          <Select
            value={isStatus(status) ? status : ''}
            onChange={onStatus}
            options={[
              { value: '', label: said.all },
              ...Object.entries(said.status).map(([value, label]) => ({ value, label })),
            ]}
          />
        </Field>
      </Bar>
      {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {first && rows.length === 0 ? (
        <p>{said.none}</p>
      ) : (
        <Grid
          label={said.label}
          {...grid}
          count={first?.totals.count}
          keyOf={({ id }) => id}
          columns={[
            {
              id: 'name',
              header: said.name,
              width: 'minmax(9rem, 1fr)',
              render: ({ id, name }) => (
                <Link to="/devices/$deviceId" params={{ deviceId: id }}>
                  {name}
                </Link>
              ),
            },
            {
              id: 'status',
              header: text.titles.status,
              width: '10rem',
              render: (row) => <Status means={means[row.status]}>{said.status[row.status]}</Status>,
            },
            {
              id: 'requires',
              header: said.requires,
              width: 'minmax(14rem, 3fr)',
              isMinor: true,
              render: ({ titles }) => (titles.length === 0 ? said.nothing : list(titles.map(({ title }) => title))),
            },
            {
              id: 'missing',
              header: said.missing,
              width: '11rem',
              isMinor: true,
              render: ({ missing }) => (missing ? words.missing[missing] : common.none),
            },
            {
              id: 'seen',
              header: said.seen,
              width: '8rem',
              isMinor: true,
              render: ({ seenAt }) => ago(seenAt),
            },
          ]}
        />
      )}
    </>
  )
}

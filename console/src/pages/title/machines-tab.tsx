import { Link } from '@tanstack/react-router'
import { useList } from '../../api/queries.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/title.ts'
import { ago } from '../../texts/format.ts'
import { Grid } from '../../ui/grid.tsx'
import { machinesList } from './queries.ts'

const said = text.machines

/** Machines that have a title, with what each reports of it. */
export const MachinesTab = ({ titleId, day }: { titleId: string; day: string | undefined }) => {
  const { query, first, grid, rows } = useList(machinesList(titleId, day))
  return (
    <>
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
              id: 'reports',
              header: said.reports,
              width: 'minmax(12rem, 3fr)',
              isMinor: true,
              render: ({ installed }) => [...new Set(installed.map(({ title }) => title))].join(', '),
            },
            {
              id: 'version',
              header: said.version,
              width: 'minmax(8rem, 1fr)',
              render: ({ installed }) => [...new Set(installed.map(({ version }) => version))].join(', '),
            },
            {
              id: 'reported',
              header: said.reported,
              width: '8rem',
              isMinor: true,
              render: ({ reportedAt }) => ago(reportedAt),
            },
          ]}
        />
      )}
    </>
  )
}

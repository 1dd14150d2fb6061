import { useGroupName } from '../../ledger/groups.ts'
import { text } from '../../texts/en/trail.ts'
import { Table } from '../../ui/table.tsx'
import type { Entry } from './queries.ts'
import { type Difference, differencesOf, sayField, sayFieldValue } from './say-state.ts'

/** One thing before and after, field by field. */
export const Differences = ({ label, before, after }: { label: string } & Pick<Entry, 'before' | 'after'>) => {
  const groupName = useGroupName()
  const differences = differencesOf(before, after)
  if (differences.length === 0) return <p>{text.noChange}</p>
  return (
    <Table
      label={label}
      rows={differences}
      keyOf={({ field }) => field}
      columns={[
        { id: 'field', header: text.field, render: ({ field }) => sayField(field) },
        ...(before === null
          ? []
          : [
              {
                id: 'before',
                header: text.before,
                render: ({ field, before }: Difference) => sayFieldValue(field, before, groupName),
              },
            ]),
        ...(after === null
          ? []
          : [
              {
                id: 'after',
                header: text.after,
                render: ({ field, after }: Difference) => sayFieldValue(field, after, groupName),
              },
            ]),
      ]}
    />
  )
}

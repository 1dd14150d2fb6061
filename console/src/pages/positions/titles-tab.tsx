import { useMemo } from 'react'
import { useList } from '../../api/queries.ts'
import { AsOf } from '../../ledger/as-of.tsx'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { Export } from '../../ledger/export.tsx'
import { text } from '../../texts/en/positions.ts'
import { Bar } from '../../ui/page.tsx'
import { titleColumns } from './columns.tsx'
import { DayNotice } from './day-notice.tsx'
import { Filters } from './filters.tsx'
import { Lists } from './lists.tsx'
import { PositionGrid } from './position-grid.tsx'
import styles from './positions-page.module.css'
import { allTitles, type Title, titlesList } from './queries.ts'
import { usePositionSearch } from './search.ts'

const fileOnly = [
  { header: text.unlimitedColumn, cell: ({ unlimited }: Title) => (unlimited ? text.unlimited : '') },
  { header: text.flags, cell: ({ flags }: Title) => flags.join(' ') },
]

export const TitlesTab = () => {
  const { search, ask } = usePositionSearch()
  const list = useList(titlesList(search))
  const { first } = list
  const columns = useMemo(() => titleColumns(first?.totals, search.day), [first, search.day])
  return (
    <>
      <div className={styles.head}>
        <Lists of="titles" />
        <Bar>
          <DayPicker day={search.day} onChange={(day) => ask({ day })} />
          <Export
            name={`titles-${search.day ?? first?.asOf?.slice(0, 10) ?? ''}`}
            count={first?.totals.count ?? 0}
            columns={[...columns, ...fileOnly]}
            pages={(signal) => allTitles(search, signal)}
          />
        </Bar>
      </div>
      <Filters names={['status', 'publisher', 'kind']} facets={first?.facets} />
      <DayNotice asOf={first?.asOf} />
      {search.day === undefined && <AsOf of={first} />}
      <PositionGrid label={text.titles} list={list} columns={columns} order="publisher" />
    </>
  )
}

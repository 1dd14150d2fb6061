import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { text } from '../texts/en/export.ts'
import { csvOf } from '../ui/csv.ts'
import { Dialog } from '../ui/dialog.tsx'
import { download } from '../ui/download.ts'
import { Menu } from '../ui/menu.tsx'
import { Progress } from '../ui/progress.tsx'
import { tell } from '../ui/toast.tsx'
import { ProblemNotice } from './problem-notice.tsx'

interface FileColumn<Row> {
  header: string
  cell: (row: Row) => string | number | undefined
}

interface ExportProps<Row> {
  /** Of the file, without its ending. */
  name: string
  count: number
  columns: readonly FileColumn<Row>[]
  /** All pages that match the filters. */
  pages: (signal: AbortSignal) => AsyncGenerator<{ items: Row[]; totals: { count: number } }>
}

/** Saves what is seen: all rows that match the filters, page by page. */
export const Export = <Row,>({ name, count, columns, pages }: ExportProps<Row>) => {
  const navigate = useNavigate()
  const [progress, setProgress] = useState({ done: 0, total: 0 })
  const stop = useRef<AbortController>(undefined)
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: async () => {
      const controller = new AbortController()
      stop.current = controller
      setProgress({ done: 0, total: count })
      const rows: Row[] = []
      for await (const { items, totals } of pages(controller.signal)) {
        rows.push(...items)
        setProgress({ done: rows.length, total: totals.count })
      }
      return rows
    },
    onSuccess: (rows) => {
      const file = `${name}.csv`
      const cells = rows.map((row) => columns.map(({ cell }) => cell(row)))
      download(file, csvOf([columns.map(({ header }) => header), ...cells]), 'text/csv')
      tell({ title: text.exported(file) })
    },
  })
  const isStopped = error instanceof DOMException && error.name === 'AbortError'
  const problem = isStopped ? undefined : error
  return (
    <>
      <Menu
        label={text.exportList}
        items={[
          { label: text.exportCsv(count), act: () => mutate(), disabled: count === 0 },
          { label: text.exportReport, act: () => void navigate({ to: '/reports' }) },
        ]}
      />
      <Dialog
        title={text.exporting}
        description={text.exportingHint}
        isOpen={isPending || Boolean(problem)}
        onClose={() => {
          stop.current?.abort()
          reset()
        }}
      >
        {problem ? (
          <ProblemNotice error={problem} onRetry={() => mutate()} />
        ) : (
          <Progress label={text.reading} {...progress} />
        )}
      </Dialog>
    </>
  )
}

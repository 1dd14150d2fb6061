import { text } from '../../texts/en/positions.ts'
import { day as dayName, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { usePositionSearch } from './search.ts'

/** Says which day is shown, where it is not today. @param asOf of the answer; undefined while it is waited for */
export const DayNotice = ({ asOf }: { asOf: string | null | undefined }) => {
  const { search, ask } = usePositionSearch()
  const { day } = search
  if (day === undefined) return null
  return (
    <Notice
      means="plain"
      actions={
        <>
          <Button onClick={() => ask({ view: 'changes', since: day, day: undefined, sort: undefined })}>
            {text.sinceThen}
          </Button>
          <Button onClick={() => ask({ day: undefined })}>{text.today}</Button>
        </>
      }
    >
      <p>{asOf ? text.ofDay(dayName(day), time(asOf)) : dayName(day)}</p>
    </Notice>
  )
}

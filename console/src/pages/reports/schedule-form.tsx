import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { useEdit } from '../../ledger/edit.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { type Every, type Rhythm, sayRhythm } from '../../ledger/rhythm.ts'
import { settingsQuery } from '../../ledger/settings.ts'
import { text as reports } from '../../texts/en/reports.ts'
import { text as rhythmText } from '../../texts/en/rhythm.ts'
import { text } from '../../texts/en/schedules.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Field, Form, Input, Select, TextArea } from '../../ui/field.tsx'
import { Bar } from '../../ui/page.tsx'
import { type Schedule, scheduleQuery } from './queries.ts'
import { ReportFields } from './report-fields.tsx'
import { newScheduleOf, newValues, patchOf, type ScheduleValues, valuesOf } from './schedule-values.ts'

const formId = 'schedule'
const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone')]

const rhythms = Object.entries(rhythmText.rhythms).map(([value, label]) => ({ value, label }))
const weekdays = Object.entries(rhythmText.weekdays).map(([value, label]) => ({ value, label }))

interface FieldsProps {
  values: ScheduleValues
  onChange: (changed: Partial<ScheduleValues>) => void
  errors: Record<string, string>
}

const TimeZone = ({ values: { timeZone }, onChange }: Omit<FieldsProps, 'errors'>) => {
  const [typed, setTyped] = useState(timeZone)
  const words = typed.toLowerCase().replaceAll(' ', '_')
  const found = typed === timeZone ? timeZones : timeZones.filter((zone) => zone.toLowerCase().includes(words))
  return (
    <Combobox
      label={text.timeZone}
      placeholder={text.timeZoneHint}
      items={found.slice(0, 50)}
      typed={typed}
      onType={setTyped}
      chosen={timeZone}
      onChoose={(zone) => zone !== null && onChange({ timeZone: zone })}
      keyOf={(zone) => zone}
      nameOf={(zone) => zone}
      empty={text.noTimeZone}
    />
  )
}

const When = ({ values, onChange, errors }: FieldsProps) => {
  const { rhythm } = values
  const { every, time, weekday, monthDay, rate, cron } = rhythm
  const set = (changed: Partial<Rhythm>): void => onChange({ rhythm: { ...rhythm, ...changed } })
  const hasTime = every !== 'rate' && every !== 'cron'
  return (
    <>
      <Bar>
        <Field label={text.every} name="every">
          <Select value={every} options={rhythms} onChange={(value) => set({ every: value as Every })} />
        </Field>
        {every === 'weekly' && (
          <Field label={text.weekday} name="weekday">
            <Select
              value={weekday}
              options={weekdays}
              onChange={(value) => set({ weekday: value as Rhythm['weekday'] })}
            />
          </Field>
        )}
        {every === 'monthly' && (
          <Field label={text.monthDay} name="monthDay" error={errors.cron}>
            <Input value={monthDay} onChange={(value) => set({ monthDay: value.trim() })} />
          </Field>
        )}
        {hasTime && (
          <Field label={text.time} name="time" error={every === 'monthly' ? undefined : errors.cron}>
            <Input type="time" value={time} onChange={(value) => set({ time: value })} />
          </Field>
        )}
        {every === 'rate' && (
          <Field label={text.rate} name="rate" hint={text.rateHint}>
            <Input value={rate} onChange={(value) => set({ rate: value })} />
          </Field>
        )}
        {every === 'cron' && (
          <Field label={text.cron} name="cron" hint={text.cronHint}>
            <Input value={cron} onChange={(value) => set({ cron: value })} />
          </Field>
        )}
        {every !== 'rate' && (
          <Field label={text.timeZone} name="timeZone">
            <TimeZone values={values} onChange={onChange} />
          </Field>
        )}
      </Bar>
      <p role="status">
        {every === 'rate' ? sayRhythm(rhythm) : rhythmText.words.in(sayRhythm(rhythm), values.timeZone)}
      </p>
    </>
  )
}

/** The first problem of a field or of something in it. */
const errorAt = (errors: Record<string, string>, field: string): string | undefined =>
  Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1]

const Fields = ({ values, onChange, errors }: FieldsProps) => {
  const { data: settings } = useQuery(settingsQuery)
  const sendsMail = settings?.mailFrom !== null
  return (
    <>
      <Field label={text.name} name="name" hint={text.nameHint}>
        <Input value={values.name} onChange={(name) => onChange({ name })} required />
      </Field>
      <When values={values} onChange={onChange} errors={errors} />
      <ReportFields
        prefix="report."
        wanted={values.report}
        onChange={(changed) => onChange({ report: { ...values.report, ...changed } })}
      />
      <Field
        label={text.recipients}
        name="recipients"
        hint={sendsMail ? text.recipientsHint : text.noMail}
        error={errorAt(errors, 'recipients')}
      >
        <TextArea
          value={values.recipients}
          onChange={(recipients) => onChange({ recipients })}
          disabled={!sendsMail && values.recipients === ''}
        />
      </Field>
    </>
  )
}

const browserTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

export const NewSchedule = ({ onClose }: { onClose: () => void }) => {
  const [values, setValues, drop] = useDraft('new-schedule', newValues(browserTimeZone))
  const { act, isBusy, error, errors } = useAct({
    act: () => read(api.POST('/report-schedules', { body: newScheduleOf(values) })),
    say: ({ name }) => ({ title: text.created(name) }),
    done: () => {
      drop()
      onClose()
    },
  })
  return (
    <Dialog
      title={text.makeTitle}
      description={text.hint}
      isOpen
      onClose={onClose}
      actions={
        <Button type="submit" form={formId} look="main" busy={isBusy}>
          {text.create}
        </Button>
      }
    >
      <Form id={formId} errors={errors} onSubmit={() => act()}>
        <Fields values={values} onChange={(changed) => setValues({ ...values, ...changed })} errors={errors} />
        {error && <ProblemNotice error={error} />}
      </Form>
    </Dialog>
  )
}

const words = {
  name: { label: text.name },
  report: { label: text.report, show: ({ type }: ScheduleValues['report']) => reports.types[type] },
  rhythm: { label: text.when, show: sayRhythm },
  timeZone: { label: text.timeZone },
  recipients: { label: text.recipients },
}

export const EditSchedule = ({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) => {
  const { id, name } = schedule
  const edit = useEdit<ScheduleValues, Schedule>({
    key: `schedule ${id}`,
    name,
    words,
    stored: { values: valuesOf(schedule), version: schedule.version },
    read: async () => {
      const now = await scheduleQuery(id)
      return { values: valuesOf(now), version: now.version }
    },
    save: (changed, version) => {
      const params = { path: { scheduleId: id }, header: onlyVersion(version) }
      return read(api.PATCH('/report-schedules/{scheduleId}', { params, body: patchOf(changed) }))
    },
    say: () => ({ title: text.saved(name) }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={text.editTitle(name)}
      isOpen
      onClose={edit.cancel}
      actions={
        <Button type="submit" form={formId} look="main" busy={edit.isBusy}>
          {text.save}
        </Button>
      }
    >
      <Form id={formId} errors={edit.errors} onSubmit={edit.submit}>
        <Fields values={edit.typed} onChange={edit.set} errors={edit.errors} />
        {edit.error && !edit.conflict && <ProblemNotice error={edit.error} />}
      </Form>
      {edit.conflict}
    </Dialog>
  )
}

import { useQuery } from '@tanstack/react-query'
import { groupsQuery } from '../../ledger/groups.ts'
import { useIsManager } from '../../ledger/me.ts'
import { text } from '../../texts/en/reports.ts'
import { Check, Field, Input, Select } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Bar } from '../../ui/page.tsx'
import { Radio } from '../../ui/radio.tsx'
import styles from './reports.module.css'
import type { Wanted } from './wanted.ts'

const types = ['position', 'installation', 'purchase', 'changes', 'export'] as const

const optionsOf = <Value extends string>(labels: Record<Value, string>): { value: Value; label: string }[] =>
  (Object.entries(labels) as [Value, string][]).map(([value, label]) => ({ value, label }))

const formats = optionsOf(text.formats)
const agreementTypes = optionsOf(text.agreementTypes)

interface ReportFieldsProps {
  wanted: Wanted
  onChange: (changed: Partial<Wanted>) => void
  /** What stands before the names of its fields in problems: `report.` in a schedule. */
  prefix?: string
}

const Groups = ({ wanted: { groupIds }, onChange }: ReportFieldsProps) => {
  const { data: groups = [] } = useQuery(groupsQuery)
  if (groups.length < 2) return null
  const toggle = (id: string, isChosen: boolean) =>
    onChange({ groupIds: isChosen ? [...groupIds, id] : groupIds.filter((one) => one !== id) })
  return (
    <fieldset>
      <legend className={styles.legend}>{text.groups}</legend>
      <div className={styles.groups}>
        {groups.map(({ id, name }) => (
          <Check key={id} label={name} checked={groupIds.includes(id)} onChange={(isChosen) => toggle(id, isChosen)} />
        ))}
      </div>
      <p className={styles.soft}>{text.groupsHint}</p>
    </fieldset>
  )
}

/** Which report, in which format, about what. */
export const ReportFields = ({ wanted, onChange, prefix = '' }: ReportFieldsProps) => {
  const isManager = useIsManager()
  const { type, format, days, agreementType } = wanted
  return (
    <>
      <fieldset className={styles.types}>
        <legend className={styles.legend}>{text.type}</legend>
        {types.map(
          (one) =>
            (isManager || one !== 'export') && (
              <Radio
                key={one}
                name={`${prefix}type`}
                label={text.types[one]}
                hint={text.typeMeans[one]}
                checked={type === one}
                onChoose={() => onChange({ type: one })}
              />
            ),
        )}
      </fieldset>
      {type === 'export' && (
        <Notice means="decide" title={text.exportWarning}>
          <p>{text.exportWarningHint}</p>
        </Notice>
      )}
      <Bar>
        {type !== 'export' && (
          <Field label={text.format} name={`${prefix}format`}>
            <Select
              value={format}
              options={formats}
              onChange={(value) => onChange({ format: value as Wanted['format'] })}
            />
          </Field>
        )}
        {type === 'changes' ? (
          <Field label={text.days} name={`${prefix}days`} hint={text.daysHint}>
            <Input type="number" min={1} max={400} value={days} onChange={(value) => onChange({ days: value })} />
          </Field>
        ) : (
          <Field label={text.agreementType} name={`${prefix}agreementType`}>
            <Select
              value={agreementType}
              options={agreementTypes}
              onChange={(value) => onChange({ agreementType: value as Wanted['agreementType'] })}
            />
          </Field>
        )}
      </Bar>
      {type !== 'changes' && <Groups wanted={wanted} onChange={onChange} />}
    </>
  )
}

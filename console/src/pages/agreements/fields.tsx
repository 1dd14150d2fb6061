import { useQuery } from '@tanstack/react-query'
import type { components } from '../../api/schema.d.ts'
import { groupsQuery } from '../../ledger/groups.ts'
import { text as page } from '../../texts/en/agreements.ts'
import { words } from '../../texts/en/words.ts'
import { Check, Field, Input, Select, TextArea } from '../../ui/field.tsx'
import styles from './fields.module.css'

const text = page.create

export type Restriction = components['schemas']['Restrictions'][number]
export type Program = keyof typeof words.program

const programs = Object.keys(words.program) as Program[]
const restrictions = Object.keys(words.restriction) as Restriction[]

interface FieldProps<Value> {
  value: Value
  onChange: (value: Value) => void
}

export const NameField = ({ value, onChange }: FieldProps<string>) => (
  <Field label={text.name} name="name" hint={text.nameHint}>
    <Input value={value} onChange={onChange} autoComplete="off" required />
  </Field>
)

export const ProgramField = ({ value, onChange }: FieldProps<Program | ''>) => (
  <Field label={text.program} name="program" hint={text.programHint[value]}>
    <Select
      value={value}
      onChange={(next) => onChange(next as Program | '')}
      options={[
        { value: '', label: text.noProgram },
        ...programs.map((program) => ({ value: program, label: words.program[program] })),
      ]}
    />
  </Field>
)

/** A number of licenses as it is typed, or a site license. */
export interface TypedLicenses {
  licenseCount: string
  isUnlimited: boolean
}

/** As the API takes it; what is no number is left to its judgement. */
export const licenseCountOf = ({ licenseCount, isUnlimited }: TypedLicenses): number | 'unlimited' =>
  isUnlimited ? 'unlimited' : licenseCount.trim() === '' ? 0 : Number(licenseCount)

export const LicensesField = ({ value, onChange }: FieldProps<TypedLicenses>) => (
  <div className={styles.licenses}>
    <Field label={text.licenseCount} name="licenseCount">
      <Input
        inputMode="numeric"
        value={value.isUnlimited ? '' : value.licenseCount}
        disabled={value.isUnlimited}
        onChange={(licenseCount) => onChange({ ...value, licenseCount })}
        autoComplete="off"
      />
    </Field>
    <Check
      label={text.unlimited}
      checked={value.isUnlimited}
      onChange={(isUnlimited) => onChange({ ...value, isUnlimited })}
    />
  </div>
)

interface Term {
  startDate: string
  endDate: string
}

const ends = ['startDate', 'endDate'] as const

export const TermFields = ({ value, onChange }: { value: Term; onChange: (term: Partial<Term>) => void }) => (
  <div className={styles.term}>
    {ends.map((end) => (
      <Field key={end} label={text[end]} name={end} hint={text.dateHint[end]}>
        <Input type="date" value={value[end]} onChange={(day) => onChange({ [end]: day })} />
      </Field>
    ))}
  </div>
)

export const DetailsField = ({ value, onChange }: FieldProps<string>) => (
  <Field label={text.details} name="details" hint={text.detailsHint}>
    <TextArea value={value} onChange={onChange} />
  </Field>
)

export const RestrictionsField = ({ value, onChange }: FieldProps<readonly Restriction[]>) => (
  <fieldset className={styles.choices}>
    <legend>{text.restrictions}</legend>
    <p className={styles.soft}>{text.restrictionsHint}</p>
    {restrictions.map((right) => (
      <Check
        key={right}
        label={words.restriction[right]}
        checked={value.includes(right)}
        onChange={(isChosen) =>
          onChange(restrictions.filter((one) => (one === right ? isChosen : value.includes(one))))
        }
      />
    ))}
  </fieldset>
)

/** An existing group by its id, or a new one by its name. */
export interface TypedGroup {
  id: string
  name: string
}

export const newGroup = 'new'

interface GroupFieldProps extends FieldProps<TypedGroup> {
  label: string
  /** Names of its fields, by which problems find them. */
  names?: { id: string; name: string }
  /** A group can be named that is not there yet. */
  offersNew?: boolean
}

const namesInBody = { id: 'group.id', name: 'group.name' }

export const GroupField = (props: GroupFieldProps) => {
  const { label, value, onChange, names = namesInBody, offersNew = true } = props
  const { data: groups = [] } = useQuery(groupsQuery)
  const isNew = value.id === newGroup
  return (
    <>
      <Field label={label} name={names.id}>
        <Select
          value={value.id}
          onChange={(id) => onChange({ ...value, id })}
          options={[
            ...groups.filter(({ deleting }) => !deleting).map(({ id, name }) => ({ value: id, label: name })),
            ...(offersNew ? [{ value: newGroup, label: text.newGroup }] : []),
          ]}
        />
      </Field>
      {isNew && (
        <Field label={text.newGroupName} name={names.name}>
          <Input value={value.name} onChange={(name) => onChange({ ...value, name })} autoComplete="off" />
        </Field>
      )}
    </>
  )
}

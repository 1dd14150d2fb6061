import { Field as Base } from '@base-ui/react/field'
import { Form as BaseForm } from '@base-ui/react/form'
import type { ComponentProps, ReactNode } from 'react'
import styles from './field.module.css'
import { isDay } from './is-day.ts'

interface FieldProps {
  label: string
  /** Key of the field's problems: `name`, `pairs.2.licenseNumber`. */
  name: string
  hint?: ReactNode
  /** Its problem, for a field outside of a form: `errors` of a form go when the field is changed, and this holds the form back. */
  error?: string | undefined
  /** The label is for screen readers only: what the field is for is plain from what is around it. */
  hidesLabel?: boolean
  children: ReactNode
}

/** Label, control, hint and problem of one field. */
export const Field = ({ label, name, hint, error, hidesLabel = false, children }: FieldProps) => (
  <Base.Root name={name} invalid={error === undefined ? undefined : true} className={styles.field}>
    <Base.Label className={hidesLabel ? styles.hidden : styles.label}>{label}</Base.Label>
    {children}
    {hint !== undefined && <Base.Description className={styles.hint}>{hint}</Base.Description>}
    {error === undefined ? (
      <Base.Error className={styles.error} />
    ) : (
      <Base.Error match className={styles.error}>
        {error}
      </Base.Error>
    )}
  </Base.Root>
)

type InputProps = Omit<ComponentProps<'input'>, 'className' | 'onChange' | 'value' | 'defaultValue' | 'size'> & {
  value: string
  onChange: (value: string) => void
}

/** One line of text, a number or a date, inside a {@link Field}. */
export const Input = ({ onChange, value, ...rest }: InputProps) => (
  <Base.Control
    {...rest}
    value={rest.type === 'date' && !isDay(value) ? '' : value}
    onValueChange={(typed: string) => onChange(typed)}
    className={styles.control}
  />
)

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'className' | 'onChange' | 'value' | 'defaultValue'> & {
  value: string
  onChange: (value: string) => void
}

/** Several lines of text, inside a {@link Field}. */
export const TextArea = ({ value, onChange, ...rest }: TextAreaProps) => (
  <Base.Control
    value={value}
    onValueChange={(next: string) => onChange(next)}
    render={<textarea {...rest} className={`${styles.control} ${styles.area}`} />}
  />
)

interface Option {
  value: string
  label: string
}

type SelectProps = Omit<ComponentProps<'select'>, 'className' | 'onChange' | 'value' | 'defaultValue' | 'children'> & {
  value: string
  onChange: (value: string) => void
  options: readonly Option[]
}

/** One of a few values, inside a {@link Field}. For many values: Combobox. */
export const Select = ({ value, onChange, options, ...rest }: SelectProps) => (
  <Base.Control
    value={value}
    onValueChange={(next: string) => onChange(next)}
    render={
      <select {...rest} className={styles.control}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    }
  />
)

interface CheckProps {
  label: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  hidesLabel?: boolean
}

export const Check = ({ label, checked, onChange, disabled = false, hidesLabel = false }: CheckProps) => (
  <label className={styles.check}>
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
    <span className={hidesLabel ? styles.hidden : undefined}>{label}</span>
  </label>
)

interface FormProps {
  /** Messages by the names of fields. */
  errors?: Record<string, string>
  onSubmit: () => void
  children: ReactNode
  id?: string
}

export const Form = ({ errors = {}, onSubmit, children, id }: FormProps) => (
  <BaseForm
    id={id}
    errors={errors}
    noValidate
    onSubmitCapture={(event) => {
      // What the service found wrong with one field may be mended in another: it must not hold the form back.
      if (Object.keys(errors).length === 0 || !event.currentTarget.matches(':valid')) return
      event.preventDefault()
      event.stopPropagation()
      onSubmit()
    }}
    onSubmit={(event) => {
      event.preventDefault()
      onSubmit()
    }}
    className={styles.form}
  >
    {children}
  </BaseForm>
)

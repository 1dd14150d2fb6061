import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { groupsQuery } from '../../ledger/groups.ts'
import { text } from '../../texts/en/imports.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form, Input, Select } from '../../ui/field.tsx'
import { Radio } from '../../ui/radio.tsx'
import styles from './choice-dialog.module.css'
import type { Choice } from './held-files.ts'
import { fileKinds, type Kind, kindNames, maximumBytes } from './kinds.ts'

const said = text.choice

/** A group that is there, or one to be made. */
interface Group {
  id?: string
  name: string
}

interface Typed {
  kind: Kind | ''
  group: Group | null
  program: string
  deviceId: string
  /** Of the reader's clock: `2026-01-31T10:00`. */
  reportedAt: string
  onError: Choice['onError']
}

const programs = ['open-value', 'open', 'select-or-enterprise'] as const

const localTime = (time: string): string => {
  const date = new Date(time)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const typedOf = (choice: Choice | undefined, kind: Kind | undefined, groups: readonly Group[]): Typed => {
  const group = choice?.group
  return {
    kind: choice?.kind ?? kind ?? '',
    group: group ? (groups.find(({ id }) => id !== undefined && id === group.id) ?? { name: group.name ?? '' }) : null,
    program: choice?.program ?? '',
    deviceId: choice?.options?.deviceId ?? '',
    reportedAt: choice?.options?.reportedAt === undefined ? '' : localTime(choice.options.reportedAt),
    onError: choice?.onError ?? 'skip',
  }
}

/** What of the form its kind takes. */
const choiceOf = ({ kind, group, program, deviceId, reportedAt, onError }: Typed): Choice | undefined => {
  if (kind === '') return undefined
  const { takes } = fileKinds[kind]
  const isProgram = programs.find((one) => one === program)
  const options = {
    ...(deviceId.trim() !== '' && { deviceId: deviceId.trim() }),
    ...(reportedAt !== '' && { reportedAt: new Date(reportedAt).toISOString() }),
  }
  return {
    kind,
    onError,
    ...(takes.includes('group') &&
      group && { group: group.id === undefined ? { name: group.name } : { id: group.id } }),
    ...(takes.includes('program') && isProgram && { program: isProgram }),
    ...(takes.includes('device') && Object.keys(options).length > 0 && { options }),
  }
}

interface GroupFieldProps {
  groups: readonly Group[]
  chosen: Group | null
  onChoose: (group: Group | null) => void
}

const GroupField = ({ groups, chosen, onChoose }: GroupFieldProps) => {
  const [typed, setTyped] = useState(chosen?.name ?? '')
  const name = typed.trim()
  const found = groups.filter((group) => group.name.toLowerCase().includes(name.toLowerCase()))
  const isNew = name !== '' && !groups.some((group) => group.name.toLowerCase() === name.toLowerCase())
  return (
    <Field label={said.group} name="group" hint={said.groupHint}>
      <Combobox<Group>
        label={said.group}
        placeholder={said.groupNone}
        items={[...found, ...(isNew ? [{ name }] : [])]}
        typed={typed}
        onType={(next) => {
          setTyped(next)
          if (next.trim() === '') onChoose(null)
        }}
        chosen={chosen}
        onChoose={onChoose}
        keyOf={({ id, name }) => id ?? `new ${name}`}
        nameOf={(group) => group.name}
        moreOf={({ id }) => (id === undefined ? said.groupNew : undefined)}
        empty={said.groupNothing}
      />
    </Field>
  )
}

interface ChoiceDialogProps {
  file: File
  choice: Choice | undefined
  /** What it seems to be, where nothing was chosen. */
  kind: Kind | undefined
  /** Why it is taken for that. */
  reason: string | undefined
  onCheck: (choice: Choice) => void
  onClose: () => void
}

const ChoiceForm = ({ file, choice, kind, groups, onCheck }: ChoiceDialogProps & { groups: readonly Group[] }) => {
  const [typed, setTyped] = useState(() => typedOf(choice, kind, groups))
  const set = (changed: Partial<Typed>): void => setTyped({ ...typed, ...changed })
  const takes = typed.kind === '' ? [] : fileKinds[typed.kind].takes
  const possible = kindNames.filter((name) => maximumBytes(name, file.name) !== undefined)
  return (
    <Form
      id="choice"
      onSubmit={() => {
        const next = choiceOf(typed)
        if (next) onCheck(next)
      }}
    >
      <Field label={said.kind} name="kind" hint={typed.kind === '' ? undefined : text.holds[typed.kind]}>
        <Select
          required
          value={typed.kind}
          onChange={(next) => set({ kind: possible.find((name) => name === next) ?? '' })}
          options={[
            { value: '', label: text.held.notRecognized },
            ...possible.map((name) => ({ value: name, label: words.importKind[name] })),
          ]}
        />
      </Field>
      {takes.includes('group') && (
        <GroupField groups={groups} chosen={typed.group} onChoose={(group) => set({ group })} />
      )}
      {takes.includes('program') && (
        <Field label={said.program} name="program" hint={said.programHint}>
          <Select
            value={typed.program}
            onChange={(program) => set({ program })}
            options={Object.entries(said.programs).map(([value, label]) => ({ value, label }))}
          />
        </Field>
      )}
      {takes.includes('device') && (
        <>
          <Field label={said.device} name="deviceId" hint={said.deviceHint}>
            <Input value={typed.deviceId} maxLength={128} onChange={(deviceId) => set({ deviceId })} />
          </Field>
          <Field label={said.reportedAt} name="reportedAt" hint={said.reportedAtHint}>
            <Input type="datetime-local" value={typed.reportedAt} onChange={(reportedAt) => set({ reportedAt })} />
          </Field>
        </>
      )}
      <fieldset className={styles.wrongLines}>
        <legend>{said.wrongLines}</legend>
        <Radio
          name="onError"
          label={said.skip}
          hint={said.skipHint}
          checked={typed.onError === 'skip'}
          onChoose={() => set({ onError: 'skip' })}
        />
        <Radio
          name="onError"
          label={said.reject}
          hint={said.rejectHint}
          checked={typed.onError === 'reject'}
          onChoose={() => set({ onError: 'reject' })}
        />
      </fieldset>
    </Form>
  )
}

/** How a file is to be read: what it was taken for, and what the person makes of it. */
export const ChoiceDialog = (props: ChoiceDialogProps) => {
  const { file, reason, onClose } = props
  const { data, isError } = useQuery(groupsQuery)
  return (
    <Dialog
      title={said.title(file.name)}
      description={reason}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form="choice">
          {said.check}
        </Button>
      }
    >
      {(data || isError) && <ChoiceForm {...props} groups={data ?? []} />}
    </Dialog>
  )
}

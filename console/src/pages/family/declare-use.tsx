import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { queryClient } from '../../api/queries.ts'
import { sendRequest } from '../../api/requests.ts'
import type { components } from '../../api/schema.d.ts'
import { useEdit } from '../../ledger/edit.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { undoing } from '../../ledger/undoing.ts'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form, Input, Select } from '../../ui/field.tsx'
import { type Family, isOfPeople, type Metric } from './family-data.ts'
import { declaredUseQuery } from './queries.ts'

const said = text.rules
const metrics = ['user', 'access', 'server', 'core', 'device'] as const satisfies readonly Metric[]

export type Declared = components['schemas']['DeclaredUse']

/** As typed. */
interface Values {
  metric: Metric
  quantity: string
  asOf: string
  note: string
}

const valuesOf = (declared: Declared | undefined, metric: Metric): Values => ({
  metric,
  quantity: declared ? String(declared.quantity) : '',
  asOf: declared?.asOf ?? new Date().toISOString().slice(0, 10),
  note: declared?.note ?? '',
})

interface DeclareUseProps {
  family: Family
  declared: readonly Declared[]
  /** What is edited; without one it is chosen in the form. */
  metric?: Metric
  onClose: () => void
}

/** Says how many use a family, for what nothing measures. */
export const DeclareUse = ({ family, declared, metric, onClose }: DeclareUseProps) => {
  const path = { familyId: family.id }
  const first = metric ?? (isOfPeople(family.metric) ? family.metric : (family.others[0]?.metric ?? 'user'))
  const of = (all: readonly Declared[], which: Metric) => all.find((one) => one.metric === which)
  // What an undo brings back; what is declared is read again meanwhile.
  const [before] = useState(declared)
  const existing = of(declared, first)
  const { typed, set, submit, errors, error, isBusy, conflict } = useEdit<Values, Declared>({
    key: `declared-use ${family.id} ${first}`,
    name: said.declared,
    words: {
      metric: { label: said.metric },
      quantity: { label: said.quantity },
      asOf: { label: said.countedOn },
      note: { label: said.note },
    },
    stored: { values: valuesOf(existing, first), version: existing?.version ?? 0 },
    read: async () => {
      const now = of((await queryClient.fetchQuery({ ...declaredUseQuery(family.id), staleTime: 0 })).declared, first)
      return {
        values: valuesOf(now, first),
        version: now?.version ?? 0,
        changed: now && { actor: now.by, at: now.at },
      }
    },
    save: (_, version, { metric: chosen, quantity, asOf, note }) => {
      const other = chosen === first ? version : (of(declared, chosen)?.version ?? 0)
      return read(
        api.PUT('/families/{familyId}/declared-use', {
          params: { path, header: other > 0 ? onlyVersion(other) : { 'if-none-match': '*' } },
          body: {
            metric: chosen,
            quantity: quantity.trim() === '' ? (null as never) : Number(quantity),
            asOf,
            ...(note.trim() !== '' && { note }),
          },
        }),
      )
    },
    say: (output) =>
      output && {
        title: said.declaredSaid(output.quantity, output.metric),
        action: undoing(() => undo(output)),
      },
    onEnd: onClose,
  })
  const undo = ({ metric: saved }: Declared): Promise<unknown> => {
    const was = of(before, saved)
    const address = `/families/${family.id}/declared-use`
    return sendRequest(
      was
        ? {
            method: 'PUT',
            path: address,
            body: { metric: saved, quantity: was.quantity, asOf: was.asOf, ...(was.note && { note: was.note }) },
          }
        : { method: 'DELETE', path: `${address}?metric=${saved}` },
    )
  }
  return (
    <Dialog
      title={said.declare}
      description={said.declaredHint}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" busy={isBusy} type="submit" form="declare-use">
          {common.save}
        </Button>
      }
    >
      <Form id="declare-use" errors={errors} onSubmit={submit}>
        {error && Object.keys(errors).length === 0 && <ProblemNotice error={error} />}
        <Field label={said.metric} name="metric">
          <Select
            value={typed.metric}
            disabled={metric !== undefined}
            onChange={(value) => set({ metric: metrics.find((one) => one === value) ?? first })}
            options={metrics.map((value) => ({ value, label: words.metric[value] }))}
          />
        </Field>
        <Field label={said.quantity} name="quantity">
          <Input
            type="number"
            min={0}
            inputMode="numeric"
            value={typed.quantity}
            onChange={(quantity) => set({ quantity })}
          />
        </Field>
        <Field label={said.countedOn} name="asOf">
          <Input type="date" value={typed.asOf} onChange={(asOf) => set({ asOf })} />
        </Field>
        <Field label={said.note} name="note">
          <Input value={typed.note} onChange={(note) => set({ note })} />
        </Field>
        {conflict}
      </Form>
    </Dialog>
  )
}

import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { useEdit } from '../../ledger/edit.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { usePersonName } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/devices.ts'
import { day } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Field, Form, Input } from '../../ui/field.tsx'
import { focusTitle, Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import styles from './device.module.css'
import { Preview, requestOf } from './preview.tsx'
import { type Device, type Exemption, exemptionsQuery, familiesQuery, familyQuery } from './queries.ts'

const said = text.exemptions

interface Family {
  id: string
  name: string
}

interface Typed {
  family: Family | null
  reason: string
  until: string
}

const blank: Typed = { family: null, reason: '', until: '' }

const bodyOf = ({ family, reason, until }: Typed) => ({
  reason: reason.trim(),
  ...(family && { familyId: family.id }),
  ...(until !== '' && { until }),
})

const put = (deviceId: string, typed: Typed, version?: number) =>
  read(
    api.PUT('/devices/{deviceId}/exemptions', {
      params: { path: { deviceId }, ...(version !== undefined && { header: onlyVersion(version) }) },
      body: bodyOf(typed),
    }),
  )

const valuesOf = ({ familyId, reason, until = '' }: Exemption, name: string): Typed => ({
  family: familyId === undefined ? null : { id: familyId, name },
  reason,
  until,
})

const FamilyField = ({ chosen, onChoose }: { chosen: Family | null; onChoose: (family: Family | null) => void }) => {
  const [typed, setTyped] = useState(chosen?.name ?? '')
  const { data } = useQuery(familiesQuery(typed.trim()))
  return (
    <Field label={said.family} name="familyId" hint={said.familyHint}>
      <Combobox<Family & { publisher?: string }>
        label={said.family}
        placeholder={said.all}
        items={data?.items ?? []}
        typed={typed}
        onType={(next) => {
          setTyped(next)
          if (next.trim() === '') onChoose(null)
        }}
        chosen={chosen}
        onChoose={(family) => onChoose(family && { id: family.id, name: family.name })}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        moreOf={({ publisher }) => publisher}
        empty={said.familyNothing}
      />
    </Field>
  )
}

interface FieldsProps {
  typed: Typed
  onType: (changed: Partial<Typed>) => void
  error: string | undefined
}

const Fields = ({ typed, onType, error }: FieldsProps) => (
  <>
    <Field label={said.reason} name="reason" hint={said.reasonHint} error={error}>
      <Input aria-required maxLength={500} value={typed.reason} onChange={(reason) => onType({ reason })} />
    </Field>
    <Field label={said.until} name="until" hint={said.untilHint}>
      <Input type="date" value={typed.until} onChange={(until) => onType({ until })} />
    </Field>
  </>
)

interface ExemptionDialogProps {
  device: Device
  onClose: () => void
}

const NewExemption = ({ device: { id, name }, onClose }: ExemptionDialogProps) => {
  const [typed, setTyped, drop] = useDraft<Typed>(`exemption ${id}`, blank)
  const [isMissing, setMissing] = useState(false)
  const act = useAct({
    act: () => put(id, typed),
    say: () => ({ title: said.done }),
    done: () => {
      drop()
      onClose()
    },
  })
  const set = (changed: Partial<Typed>): void => setTyped({ ...typed, ...changed })
  const hasReason = typed.reason.trim() !== ''
  return (
    <Dialog
      title={said.dialog(name)}
      description={said.lead}
      shape="wide"
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form="exemption" busy={act.isBusy}>
          {said.save}
        </Button>
      }
    >
      <Form
        id="exemption"
        errors={act.errors}
        onSubmit={() => {
          setMissing(!hasReason)
          if (hasReason) act.act()
        }}
      >
        {act.error && <ProblemNotice error={act.error} />}
        <FamilyField chosen={typed.family} onChoose={(family) => set({ family })} />
        <Fields typed={typed} onType={set} error={isMissing && !hasReason ? said.needsReason : undefined} />
        {hasReason && <Preview request={requestOf('PUT', id, 'exemptions', bodyOf(typed))} />}
      </Form>
    </Dialog>
  )
}

const EditExemption = ({
  device: { id, name },
  exemption,
  family,
  onClose,
}: ExemptionDialogProps & { exemption: Exemption; family: string }) => {
  // What was stored when the form opened, or when it was found to be another: a request says all of an exemption.
  const base = useRef(valuesOf(exemption, family))
  const edit = useEdit<Typed, unknown>({
    key: `exemption ${id} ${exemption.familyId ?? '*'}`,
    name,
    words: {
      family: { label: said.family, show: (value) => value?.name ?? said.all },
      reason: { label: said.reason },
      until: { label: said.until, show: (value) => (value === '' ? said.forGood : day(value)) },
    },
    stored: { values: valuesOf(exemption, family), version: exemption.version },
    read: async () => {
      const { items } = await read(api.GET('/devices/{deviceId}/exemptions', { params: { path: { deviceId: id } } }))
      const now = items.find(({ familyId }) => familyId === exemption.familyId) ?? exemption
      base.current = valuesOf(now, family)
      return { values: base.current, version: now.version, changed: { actor: now.by, at: now.at } }
    },
    save: (changed, version) => put(id, { ...base.current, ...changed }, version),
    say: () => ({ title: said.done }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={said.editOf(family)}
      isOpen
      onClose={edit.cancel}
      actions={
        <Button look="main" type="submit" form="exemption" busy={edit.isBusy}>
          {said.saveChange}
        </Button>
      }
    >
      <Form id="exemption" errors={edit.errors} onSubmit={edit.submit}>
        {edit.error && !edit.conflict && <ProblemNotice error={edit.error} />}
        <Fields
          typed={edit.typed}
          onType={edit.set}
          error={edit.typed.reason.trim() === '' ? said.needsReason : undefined}
        />
        {edit.conflict}
      </Form>
    </Dialog>
  )
}

const untilOf = ({ until, ended }: Exemption): string => {
  if (until === undefined) return said.forGood
  return ended ? said.ended(until) : said.untilDay(until)
}

/** Exemptions of a device; each can be changed and taken back. */
export const Exemptions = ({ device, isManager }: { device: Device; isManager: boolean }) => {
  const query = useQuery(exemptionsQuery(device.id))
  const exemptions = query.data?.items ?? []
  const ids = exemptions.flatMap(({ familyId }) => familyId ?? [])
  const families = useQueries({ queries: ids.map(familyQuery) })
  const nameOf = ({ familyId }: Exemption): string =>
    familyId === undefined ? said.all : (families.find(({ data }) => data?.id === familyId)?.data?.name ?? familyId)
  const personName = usePersonName()
  const [opened, setOpened] = useState<'new' | { edit: Exemption } | { remove: Exemption }>()
  const close = (): void => setOpened(undefined)
  const remove = useAct<Exemption>({
    act: ({ familyId, version }) =>
      read(
        api.DELETE('/devices/{deviceId}/exemptions', {
          params: {
            path: { deviceId: device.id },
            ...(familyId !== undefined && { query: { familyId } }),
            header: onlyVersion(version),
          },
        }),
      ),
    say: (_, exemption) => ({
      title: said.removed,
      action: { label: text.undo, act: () => restore.act(exemption) },
    }),
    done: () => {
      close()
      focusTitle()
    },
  })
  const restore = useAct<Exemption>({
    act: (exemption) => put(device.id, valuesOf(exemption, '')),
    say: () => ({ title: said.done }),
  })
  const removed = typeof opened === 'object' && 'remove' in opened ? opened.remove : undefined
  return (
    <Section title={said.title} actions={isManager && <Button onClick={() => setOpened('new')}>{said.add}</Button>}>
      <Loaded query={query} rows={1}>
        {() =>
          exemptions.length === 0 ? (
            <p className={styles.soft}>
              {said.none} {said.lead}
            </p>
          ) : (
            <ul className={styles.list}>
              {exemptions.map((exemption) => {
                const { familyId, reason, by, at, ended } = exemption
                const name = nameOf(exemption)
                return (
                  <li key={familyId ?? '*'} className={styles.item}>
                    <div>
                      {familyId === undefined ? (
                        <strong>{said.all}</strong>
                      ) : (
                        <Link to="/families/$familyId" params={{ familyId }}>
                          {name}
                        </Link>
                      )}{' '}
                      <Status means={ended ? 'plain' : 'ends'}>{untilOf(exemption)}</Status>
                      <p>{reason}</p>
                      <p className={styles.soft}>
                        {personName(by)} · {day(at.slice(0, 10))}
                      </p>
                    </div>
                    {isManager && (
                      <div className={styles.buttons}>
                        <Button aria-label={said.editOf(name)} onClick={() => setOpened({ edit: exemption })}>
                          {said.edit}
                        </Button>
                        <Button aria-label={said.removeOf(name)} onClick={() => setOpened({ remove: exemption })}>
                          {said.remove}
                        </Button>
                      </div>
                    )}
                  </li>
                )
              })}
            </ul>
          )
        }
      </Loaded>
      {opened === 'new' && <NewExemption device={device} onClose={close} />}
      {typeof opened === 'object' && 'edit' in opened && (
        <EditExemption device={device} exemption={opened.edit} family={nameOf(opened.edit)} onClose={close} />
      )}
      <Dialog
        title={removed ? said.removeDialog(nameOf(removed)) : ''}
        shape="wide"
        isOpen={removed !== undefined}
        onClose={close}
        actions={
          <Button look="main" busy={remove.isBusy} onClick={() => removed && remove.act(removed)}>
            {said.remove}
          </Button>
        }
      >
        {removed && (
          <>
            {remove.error && <ProblemNotice error={remove.error} />}
            <Preview
              request={requestOf(
                'DELETE',
                device.id,
                removed.familyId === undefined ? 'exemptions' : `exemptions?familyId=${removed.familyId}`,
              )}
            />
          </>
        )}
      </Dialog>
    </Section>
  )
}

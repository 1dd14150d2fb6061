import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useEdit } from '../../ledger/edit.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager, usePersonName } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as all } from '../../texts/en/settings.ts'
import { words } from '../../texts/en/words.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Check, Form } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Table } from '../../ui/table.tsx'
import { policiesHistory, policiesQuery, readPolicies, type Policies as Stored } from './queries.ts'
import styles from './trail.module.css'

const text = all.policies
const formId = 'policies'
const names = ['priorVersion', 'softwareAssurance', 'lowerEdition'] as const

type Values = Pick<Stored, (typeof names)[number]>

const valuesOf = ({ priorVersion, softwareAssurance, lowerEdition }: Stored): Values => ({
  priorVersion,
  softwareAssurance,
  lowerEdition,
})

const storedOf = (policies: Stored) => {
  const { by: actor, at, version } = policies
  return {
    values: valuesOf(policies),
    version,
    ...(actor !== undefined && at !== undefined && { changed: { actor, at } }),
  }
}

const show = (counts: boolean): string => (counts ? text.counts : text.countsNot)

const fieldWords = {
  priorVersion: { label: words.policy.priorVersion, show },
  softwareAssurance: { label: words.policy.softwareAssurance, show },
  lowerEdition: { label: words.policy.lowerEdition, show },
}

const put = (body: Values, version: number) =>
  read(api.PUT('/position-policies', { body, params: { header: onlyVersion(version) } }))

const EditPolicies = ({ policies, onClose }: { policies: Stored; onClose: () => void }) => {
  const restoring = useAct({
    act: async (before: Values) => put(before, (await readPolicies()).version),
    say: () => ({ title: text.undone }),
  })
  const edit = useEdit<Values, Stored>({
    key: 'policies',
    name: text.name,
    words: fieldWords,
    stored: storedOf(policies),
    read: async () => storedOf(await readPolicies()),
    // The whole is put: what nobody changed is as it is stored in that version.
    save: async (changed, version) => put({ ...valuesOf(await readPolicies()), ...changed }, version),
    say: () => ({
      title: text.saved,
      action: { label: text.undo, act: () => restoring.act(valuesOf(policies)) },
    }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={text.title}
      description={text.titleHint}
      isOpen
      onClose={edit.cancel}
      shape="wide"
      actions={
        <Button type="submit" form={formId} look="main" busy={edit.isBusy} disabled={!edit.hasChanges}>
          {text.save}
        </Button>
      }
    >
      <Form id={formId} errors={edit.errors} onSubmit={edit.submit}>
        <div className={styles.form}>
          {names.map((name) => (
            <div key={name}>
              <Check
                label={words.policy[name]}
                checked={edit.typed[name]}
                onChange={(counts) => edit.set({ [name]: counts })}
              />
              <p className={styles.soft}>{words.policyMeans[name]}</p>
            </div>
          ))}
        </div>
        {edit.error && !edit.conflict && <ProblemNotice error={edit.error} />}
      </Form>
      <Section title={text.preview}>
        {edit.hasChanges ? (
          <DecisionPreview request={{ method: 'PUT', path: '/position-policies', body: { ...edit.typed } }} />
        ) : (
          <p className={styles.soft}>{text.unchanged}</p>
        )}
      </Section>
      {edit.conflict}
    </Dialog>
  )
}

const PolicyHistory = () => {
  const personName = usePersonName()
  const { rows } = useList(policiesHistory)
  return (
    <Table
      label={text.history}
      rows={rows}
      keyOf={({ at }) => at}
      columns={[
        { id: 'at', header: text.when, render: ({ at }) => time(at) },
        { id: 'actor', header: text.who, render: ({ actor }) => personName(actor) },
        {
          id: 'changes',
          header: text.changes,
          render: ({ before, after }) =>
            names.flatMap((name) =>
              before?.[name] === after?.[name]
                ? []
                : [<p key={name}>{`${words.policy[name]}: ${show(after?.[name] === true)}`}</p>],
            ),
        },
      ]}
    />
  )
}

/** Which rights count in the whole ledger. */
export const Policies = () => {
  const isManager = useIsManager()
  const [isEditing, setEditing] = useState(false)
  return (
    <>
      <p className={styles.soft}>{text.hint}</p>
      <Loaded query={useQuery(policiesQuery)} rows={4}>
        {(policies) => (
          <>
            <dl className={styles.settings}>
              {names.map((name) => (
                <div key={name}>
                  <dt>{words.policy[name]}</dt>
                  <dd>
                    <span>
                      <Status means={policies[name] ? 'covered' : 'plain'}>{show(policies[name])}</Status>
                    </span>
                    <span className={styles.soft}>{words.policyMeans[name]}</span>
                  </dd>
                </div>
              ))}
            </dl>
            {isManager && (
              <div>
                <Button onClick={() => setEditing(true)}>{text.change}</Button>
              </div>
            )}
            <Section title={text.history}>
              {policies.version === 1 ? <p>{text.noHistory}</p> : <PolicyHistory />}
            </Section>
            {isEditing && <EditPolicies policies={policies} onClose={() => setEditing(false)} />}
          </>
        )}
      </Loaded>
    </>
  )
}

import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { queryClient } from '../../api/queries.ts'
import type { components } from '../../api/schema.d.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useEdit } from '../../ledger/edit.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { undoing } from '../../ledger/undoing.ts'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/family.ts'
import { text as preview } from '../../texts/en/preview.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Check, Form } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { policiesQuery } from './queries.ts'

const said = text.rules
const policies = ['priorVersion', 'softwareAssurance', 'lowerEdition'] as const

type Stored = components['schemas']['PositionPolicies']
type Values = Pick<Stored, (typeof policies)[number]>

const valuesOf = ({ priorVersion, softwareAssurance, lowerEdition }: Values): Values => ({
  priorVersion,
  softwareAssurance,
  lowerEdition,
})

/** Which rights count in the ledger: with what a change would do to all families, before it is saved. */
export const PoliciesForm = ({ stored, onClose }: { stored: Stored; onClose: () => void }) => {
  // What an undo brings back; the policies are read again meanwhile.
  const [was] = useState(() => valuesOf(stored))
  const show = (value: boolean) => (value ? said.counts : said.doesNot)
  const put = (body: Values, version?: number) =>
    read(
      api.PUT('/position-policies', {
        params: { header: version === undefined ? {} : onlyVersion(version) },
        body,
      }),
    )
  const { typed, set, submit, hasChanges, errors, error, isBusy, conflict, cancel } = useEdit<Values, Stored>({
    key: 'position-policies',
    name: said.policies,
    words: {
      priorVersion: { label: words.policy.priorVersion, show },
      softwareAssurance: { label: words.policy.softwareAssurance, show },
      lowerEdition: { label: words.policy.lowerEdition, show },
    },
    stored: { values: valuesOf(stored), version: stored.version },
    read: async () => {
      const now = await queryClient.fetchQuery({ ...policiesQuery, staleTime: 0 })
      return {
        values: valuesOf(now),
        version: now.version,
        changed: now.by === undefined || now.at === undefined ? undefined : { actor: now.by, at: now.at },
      }
    },
    save: (_, version, all) => put(all, version),
    say: () => ({
      title: said.changedPolicies,
      action: undoing(() => put(was)),
    }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={said.changePolicies}
      description={said.policiesHint}
      isOpen
      onClose={cancel}
      shape="wide"
      actions={
        <Button look="main" busy={isBusy} disabled={!hasChanges} type="submit" form="policies">
          {common.save}
        </Button>
      }
    >
      <Form id="policies" errors={errors} onSubmit={submit}>
        {error && <ProblemNotice error={error} />}
        {policies.map((policy) => (
          <Check
            key={policy}
            label={words.policyMeans[policy]}
            checked={typed[policy]}
            onChange={(checked) => set({ [policy]: checked })}
          />
        ))}
        {hasChanges && (
          <Section title={preview.title}>
            <DecisionPreview request={{ method: 'PUT', path: '/position-policies', body: { ...typed } }} />
          </Section>
        )}
        {conflict}
      </Form>
    </Dialog>
  )
}

import { useMutation } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { fieldErrors } from '../../api/problem.ts'
import type { paths } from '../../api/schema.d.ts'
import { FamilyStatus } from '../../ledger/family-status.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { difference, number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Check, Field, Form, Input, Select } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { licenseName } from './coverage-of.tsx'
import type { Family } from './family-data.ts'
import styles from './family-page.module.css'
import { type LicenseGroup, licenseGroups } from './licenses.ts'
import { type Asked, bodyOf, emptyAsk, filledLines, isAsked } from './what-if-body.ts'

const said = text.whatIf
const policies = ['priorVersion', 'softwareAssurance', 'lowerEdition'] as const

type Result = paths['/families/{familyId}/what-if']['post']['responses'][200]['content']['application/json']

const productName = ({ edition, version }: { edition?: string; version?: string }): string =>
  [edition, version].filter(Boolean).join(' ') || words.none

const Compared = ({ result: { before, after, others, added } }: { result: Result }) => (
  <div className={styles.inside}>
    <Table
      label={said.result}
      rows={['owned', 'required', 'covered', 'shortfall', 'surplus'] as const}
      keyOf={(figure) => figure}
      columns={[
        { id: 'figure', header: said.figure, render: (figure) => figures(before.metric)[figure] },
        { id: 'before', header: said.before, align: 'end', render: (figure) => number(before[figure]) },
        { id: 'after', header: said.after, align: 'end', render: (figure) => number(after[figure]) },
        {
          id: 'change',
          header: said.change,
          align: 'end',
          render: (figure) => difference(after[figure] - before[figure]),
        },
      ]}
    />
    <p>
      {said.status}: {said.before} <FamilyStatus status={before.status} /> · {said.after}{' '}
      <FamilyStatus status={after.status} />
    </p>
    {added.length > 0 && (
      <ul>
        {added.map(({ id, name, product, used, quantity }) => (
          <li key={id}>
            {said.added}: {said.readAs(name, product ? productName(product) : said.notRead)}
            {quantity !== 'unlimited' && <> · {said.inUse(used, quantity)}</>}
          </li>
        ))}
      </ul>
    )}
    {others.length > 0 && (
      <p>
        {said.others}:{' '}
        {others
          .map(
            ({ metric, owned, shortfall }) =>
              `${text.licenses(metric, owned)}, ${text.whereTo.shortfall} ${number(shortfall)}`,
          )
          .join('; ')}
      </p>
    )}
  </div>
)

const figures = (metric: Family['metric']) =>
  ({
    owned: text.whereTo.owned[metric],
    required: text.whereTo.required[metric],
    covered: text.whereTo.covered,
    shortfall: text.whereTo.shortfall,
    surplus: text.whereTo.surplus,
  }) as const

interface LinesProps {
  family: Family
  asked: Asked
  onChange: (asked: Asked) => void
}

const Lines = ({ family, asked, onChange }: LinesProps) => {
  const filled = filledLines(asked)
  const set = (index: number, changed: Partial<Asked['lines'][number]>) =>
    onChange({ ...asked, lines: asked.lines.map((line, at) => (at === index ? { ...line, ...changed } : line)) })
  const options = [
    { value: '', label: words.none },
    ...family.products
      .filter(({ kind }) => kind === 'licensed' || kind === 'subscription')
      .map(({ titleId, title }) => ({ value: titleId, label: title })),
  ]
  return (
    <fieldset className={styles.inside}>
      <legend>
        <strong>{said.add}</strong>
      </legend>
      {asked.lines.map((line, index) => (
        <div key={line.key} className={styles.fields}>
          <Field label={said.license} name={`line.${line.key}`}>
            <Select value={line.titleId} onChange={(titleId) => set(index, { titleId })} options={options} />
          </Field>
          <Field label={said.quantity} name={`entitlements.${filled.indexOf(line)}.quantity`}>
            <Input
              type="number"
              min={1}
              inputMode="numeric"
              value={line.quantity}
              onChange={(quantity) => set(index, { quantity })}
            />
          </Field>
          <div className={styles.beside}>
            <Check
              label={said.assurance}
              checked={line.hasAssurance}
              onChange={(hasAssurance) => set(index, { hasAssurance })}
            />
          </div>
          {asked.lines.length > 1 && (
            <Button
              look="quiet"
              aria-label={`${said.removeLine} ${index + 1}`}
              onClick={() => onChange({ ...asked, lines: asked.lines.filter((_, at) => at !== index) })}
            >
              {common.remove}
            </Button>
          )}
        </div>
      ))}
      <div>
        <Button
          onClick={() =>
            onChange({
              ...asked,
              lines: [
                ...asked.lines,
                {
                  key: Math.max(0, ...asked.lines.map(({ key }) => key)) + 1,
                  titleId: '',
                  quantity: '',
                  hasAssurance: false,
                },
              ],
            })
          }
        >
          {said.addLine}
        </Button>
      </div>
    </fieldset>
  )
}

const Removals = ({
  licenses,
  asked,
  onChange,
}: Omit<LinesProps, 'family'> & { licenses: readonly LicenseGroup[] }) => {
  const rows = licenses.flatMap((license) => license.entitlements.map((entitlement) => ({ license, entitlement })))
  const removed = new Set(asked.remove)
  if (rows.length === 0) return null
  return (
    <details className={styles.bands} open={removed.size > 0 || undefined}>
      <summary>
        {said.remove} <span className={styles.soft}>{said.removeHint}</span>
      </summary>
      <ul>
        {rows.map(({ license, entitlement: { id, quantity, agreementNumber, licenseNumber, name, source } }) => (
          <li key={id}>
            <Check
              label={[
                quantity === 'unlimited' ? words.unlimited : number(quantity),
                source === 'agreement' ? `${licenseName(license)} (${name})` : licenseName(license),
                [agreementNumber, licenseNumber].filter(Boolean).join(' / '),
              ]
                .filter(Boolean)
                .join(' · ')}
              checked={removed.has(id)}
              onChange={(isGone) =>
                onChange({
                  ...asked,
                  remove: isGone ? [...asked.remove, id] : asked.remove.filter((one) => one !== id),
                })
              }
            />
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What the position would be with other licenses or policies, or on another day: beside what it is. */
export const WhatIf = ({ family, onClose }: { family: Family; onClose: () => void }) => {
  const [asked, setAsked, drop] = useDraft<Asked>(`what-if ${family.id}`, emptyAsk(family))
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (body: ReturnType<typeof bodyOf>) =>
      read(api.POST('/families/{familyId}/what-if', { params: { path: { familyId: family.id } }, body })),
  })
  const errors = fieldErrors(error)
  const stands = Object.keys(errors).every((name) => name.endsWith('.quantity') || name === 'on')
  return (
    <Dialog
      title={said.title(family.name)}
      description={said.hint}
      isOpen
      onClose={onClose}
      shape="wide"
      closeLabel={common.close}
      actions={
        <>
          <Button
            onClick={() => {
              drop()
              reset()
            }}
          >
            {said.reset}
          </Button>
          <Button look="main" type="submit" form="what-if" busy={isPending} disabled={!isAsked(asked, family)}>
            {data ? said.again : said.ask}
          </Button>
        </>
      }
    >
      <Form id="what-if" errors={errors} onSubmit={() => mutate(bodyOf(asked, family))}>
        {error && (!stands || Object.keys(errors).length === 0) && <ProblemNotice error={error} />}
        <Lines family={family} asked={asked} onChange={setAsked} />
        <Removals licenses={licenseGroups(family)} asked={asked} onChange={setAsked} />
        <fieldset className={styles.inside}>
          <legend>
            <strong>{said.policies}</strong>
          </legend>
          {policies.map((policy) => (
            <Check
              key={policy}
              label={words.policyMeans[policy]}
              checked={asked.policies[policy]}
              onChange={(counts) => setAsked({ ...asked, policies: { ...asked.policies, [policy]: counts } })}
            />
          ))}
        </fieldset>
        <div className={styles.fields}>
          <Field label={said.on} name="on" hint={said.onHint}>
            <Input type="date" value={asked.on} onChange={(on) => setAsked({ ...asked, on })} />
          </Field>
        </div>
        <Section title={said.result}>
          <div role="status">{data ? <Compared result={data} /> : <p className={styles.soft}>{said.needsLine}</p>}</div>
        </Section>
      </Form>
    </Dialog>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Form } from '../../ui/field.tsx'
import { Radio } from '../../ui/radio.tsx'
import styles from './fields.module.css'
import {
  DetailsField,
  GroupField,
  LicensesField,
  licenseCountOf,
  NameField,
  newGroup,
  type Program,
  ProgramField,
  type Restriction,
  RestrictionsField,
  TermFields,
  type TypedGroup,
  type TypedLicenses,
} from './fields.tsx'
import { givenPairs, PairsField, pairsAtOnce } from './pairs-field.tsx'
import { emptyPair, type TypedPair } from './pasted-pairs.ts'
import { ProductFields } from './product-fields.tsx'
import type { AgreementType } from './queries.ts'

const text = page.create
const formId = 'new-agreement'

interface Typed {
  type: AgreementType
  name: string
  group: TypedGroup
  restrictions: Restriction[]
  program: Program | ''
  pairs: TypedPair[]
  publisher: string
  productTitle: string
  licenses: TypedLicenses
  startDate: string
  endDate: string
  details: string
}

const nothing: Omit<Typed, 'group'> = {
  type: 'volume',
  name: '',
  restrictions: [],
  program: '',
  pairs: [emptyPair, emptyPair, emptyPair],
  publisher: '',
  productTitle: '',
  licenses: { licenseCount: '', isUnlimited: false },
  startDate: '',
  endDate: '',
  details: '',
}

/** What was typed, as the API takes it. Empty rows of pairs are left out before, so that problems find their rows. */
const bodyOf = (typed: Typed) => {
  const { name, group, restrictions, program, pairs, publisher, productTitle, licenses } = typed
  const { startDate, endDate, details } = typed
  const head = {
    name,
    ...(restrictions.length > 0 && { restrictions }),
    group: group.id === newGroup ? { name: group.name } : { id: group.id },
  }
  if (typed.type === 'volume') return { type: 'volume' as const, ...head, ...(program && { program }), pairs }
  return {
    ...{ type: 'other' as const, ...head, publisher, productTitle, licenseCount: licenseCountOf(licenses) },
    ...(startDate && { startDate }),
    ...(endDate && { endDate }),
    ...(details && { details }),
  }
}

interface NewAgreementProps {
  /** The group that is looked at. */
  groupId: string
  onClose: () => void
}

/** A form for an agreement with its pairs, or for one of another publisher. What is typed outlives a reload. */
export const NewAgreement = ({ groupId, onClose }: NewAgreementProps) => {
  const navigate = useNavigate()
  const [typed, keep, drop] = useDraft<Typed>(formId, { ...nothing, group: { id: groupId, name: '' } })
  const set = (changed: Partial<Typed>): void => keep({ ...typed, ...changed })
  const create = useAct<Typed, { id: string; name: string }>({
    act: (what) => read(api.POST('/agreements', { body: bodyOf(what) })),
    say: ({ id, name }) => ({
      title: text.done(name),
      action: {
        label: text.open,
        act: () => void navigate({ to: '/agreements/$agreementId', params: { agreementId: id } }),
      },
    }),
    done: () => {
      drop()
      onClose()
    },
  })
  const { errors } = create
  const isVolume = typed.type === 'volume'
  const given = givenPairs(typed.pairs)
  const submit = (): void => {
    const next = { ...typed, pairs: given.length > 0 ? given : [emptyPair] }
    keep(next)
    create.act(next)
  }
  return (
    <Dialog
      title={page.new}
      isOpen
      onClose={onClose}
      shape="side"
      actions={
        <Button
          look="main"
          type="submit"
          form={formId}
          busy={create.isBusy}
          disabled={isVolume && given.length > pairsAtOnce}
        >
          {text.do}
        </Button>
      }
    >
      <Form id={formId} errors={errors} onSubmit={submit}>
        {create.error && <ProblemNotice error={create.error} />}
        <fieldset className={styles.choices}>
          <legend>{text.kind}</legend>
          <Radio
            name="type"
            label={text.kinds.volume}
            hint={text.kinds.volumeHint}
            checked={isVolume}
            onChoose={() => set({ type: 'volume' })}
          />
          <Radio
            name="type"
            label={text.kinds.other}
            hint={text.kinds.otherHint}
            checked={!isVolume}
            onChoose={() => set({ type: 'other' })}
          />
        </fieldset>
        <NameField value={typed.name} onChange={(name) => set({ name })} />
        {isVolume ? (
          <>
            <ProgramField value={typed.program} onChange={(program) => set({ program })} />
            <PairsField
              rows={typed.pairs}
              onChange={(pairs) => {
                // Problems stand at numbers of rows.
                if (pairs.length !== typed.pairs.length) create.reset()
                set({ pairs })
              }}
              errors={errors}
              repeats={typed.program === 'open-value'}
              agreementName={typed.name}
            />
          </>
        ) : (
          <>
            <ProductFields publisher={typed.publisher} productTitle={typed.productTitle} onChange={set} />
            <LicensesField value={typed.licenses} onChange={(licenses) => set({ licenses })} />
            <TermFields value={typed} onChange={set} />
            <DetailsField value={typed.details} onChange={(details) => set({ details })} />
          </>
        )}
        <GroupField label={text.group} value={typed.group} onChange={(group) => set({ group })} />
        <RestrictionsField
          value={typed.restrictions}
          onChange={(restrictions) => set({ restrictions: [...restrictions] })}
        />
      </Form>
    </Dialog>
  )
}

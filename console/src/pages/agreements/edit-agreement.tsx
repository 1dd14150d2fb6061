import { api, onlyVersion, read } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import type { FieldWords, Stored } from '../../ledger/conflict.tsx'
import { useEdit } from '../../ledger/edit.tsx'
import { useGroupName } from '../../ledger/groups.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { text as common } from '../../texts/en/common.ts'
import { words } from '../../texts/en/words.ts'
import { day, list, number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/field.tsx'
import {
  DetailsField,
  GroupField,
  LicensesField,
  licenseCountOf,
  NameField,
  type Program,
  ProgramField,
  type Restriction,
  RestrictionsField,
  TermFields,
  type TypedLicenses,
} from './fields.tsx'
import { ProductFields } from './product-fields.tsx'
import { type Agreement, lastChange, readAgreement } from './queries.ts'

const text = page.create
const formId = 'edit-agreement'

/** Fields of a form; those of the other type stay empty and never change. */
interface Values {
  name: string
  groupId: string
  program: Program | ''
  publisher: string
  productTitle: string
  licenses: TypedLicenses
  startDate: string
  endDate: string
  details: string
  restrictions: Restriction[]
}

const valuesOf = (agreement: Agreement): Values => {
  const { name, groupId, restrictions = [] } = agreement
  const isVolume = agreement.type === 'volume'
  const {
    publisher,
    productTitle,
    licenseCount,
    startDate = '',
    endDate = '',
    details = '',
  } = isVolume ? { publisher: '', productTitle: '', licenseCount: 0 } : agreement
  const isUnlimited = licenseCount === 'unlimited'
  return {
    name,
    program: isVolume ? (agreement.program ?? '') : '',
    ...{ publisher, productTitle },
    licenses: { isUnlimited, licenseCount: isUnlimited ? '' : String(licenseCount) },
    ...{ startDate, endDate, details, groupId, restrictions },
  }
}

/** A merge patch of what was changed; what was emptied is taken away. */
const patchOf = (changed: Partial<Values>): components['schemas']['AgreementPatch'] => {
  const { licenses, program, startDate, endDate, details, ...same } = changed
  return {
    ...same,
    ...(licenses && { licenseCount: licenseCountOf(licenses) }),
    ...(program !== undefined && { program: program || null }),
    ...(startDate !== undefined && { startDate: startDate || null }),
    ...(endDate !== undefined && { endDate: endDate || null }),
    ...(details !== undefined && { details: details || null }),
  }
}

const sayDay = (value: string): string => (value === '' ? '' : day(value))

const useWords = (): FieldWords<Values> => {
  const groupName = useGroupName()
  return {
    name: { label: text.name },
    groupId: { label: text.group, show: groupName },
    program: { label: text.program, show: (program) => (program === '' ? '' : words.program[program]) },
    publisher: { label: text.publisher },
    productTitle: { label: text.productTitle },
    licenses: {
      label: text.licenseCount,
      show: ({ licenseCount, isUnlimited }) => (isUnlimited ? page.unlimited : number(Number(licenseCount))),
    },
    startDate: { label: text.startDate, show: sayDay },
    endDate: { label: text.endDate, show: sayDay },
    details: { label: text.details },
    restrictions: {
      label: text.restrictions,
      show: (restrictions) => list(restrictions.map((right) => words.restriction[right])),
    },
  }
}

const storedOf = (agreement: Agreement): Stored<Values> => ({
  values: valuesOf(agreement),
  version: agreement.version,
})

interface EditAgreementProps {
  agreement: Agreement
  onClose: () => void
}

/** Edits all fields of an agreement but its pairs. */
export const EditAgreement = ({ agreement, onClose }: EditAgreementProps) => {
  const { id, name } = agreement
  const edit = useEdit({
    key: `agreement ${id}`,
    name,
    words: useWords(),
    stored: storedOf(agreement),
    read: async () => {
      const [now, changed] = await Promise.all([readAgreement(id), lastChange(id)])
      return { ...storedOf(now), changed }
    },
    save: (changed, version) =>
      read(
        api.PATCH('/agreements/{agreementId}', {
          params: { path: { agreementId: id }, header: onlyVersion(version) },
          body: patchOf(changed),
        }),
      ),
    say: (saved) => saved && { title: page.one.edited(saved.name) },
    onEnd: onClose,
  })
  const { typed, set, errors } = edit
  return (
    <Dialog
      title={page.one.editTitle(name)}
      isOpen
      onClose={edit.cancel}
      shape="side"
      actions={
        <Button look="main" type="submit" form={formId} busy={edit.isBusy}>
          {common.save}
        </Button>
      }
    >
      <Form id={formId} errors={errors} onSubmit={edit.submit}>
        {edit.error && <ProblemNotice error={edit.error} />}
        <NameField value={typed.name} onChange={(value) => set({ name: value })} />
        {agreement.type === 'volume' ? (
          <ProgramField value={typed.program} onChange={(program) => set({ program })} />
        ) : (
          <>
            <ProductFields
              publisher={typed.publisher}
              productTitle={typed.productTitle}
              onChange={set}
              stored={agreement}
            />
            <LicensesField value={typed.licenses} onChange={(licenses) => set({ licenses })} />
            <TermFields value={typed} onChange={set} />
            <DetailsField value={typed.details} onChange={(details) => set({ details })} />
          </>
        )}
        <GroupField
          label={text.group}
          value={{ id: typed.groupId, name: '' }}
          onChange={({ id: groupId }) => set({ groupId })}
          names={{ id: 'groupId', name: '' }}
          offersNew={false}
        />
        <RestrictionsField
          value={typed.restrictions}
          onChange={(restrictions) => set({ restrictions: [...restrictions] })}
        />
      </Form>
      {edit.conflict}
    </Dialog>
  )
}

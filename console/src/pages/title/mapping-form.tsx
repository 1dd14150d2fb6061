import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { queryClient } from '../../api/queries.ts'
import type { Request } from '../../api/requests.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { useEdit } from '../../ledger/edit.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { titleQuery } from '../../ledger/title-query.ts'
import { undoing } from '../../ledger/undoing.ts'
import { text as common } from '../../texts/en/common.ts'
import { text as preview } from '../../texts/en/preview.ts'
import { text } from '../../texts/en/title.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Check, Field, Form } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { isEmptyMapping, type Mapping, mappingBody, mappingOf, nameOfProduct, withProduct } from './mapping.ts'
import { productsQuery, type ReportedProduct } from './queries.ts'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.mapping

/** Products that a list offers at once. */
const most = 30

interface AddProps {
  onAdd: (product: ReportedProduct) => void
}

const AddProduct = ({ onAdd }: AddProps) => {
  const [typed, setTyped] = useState('')
  const [isAll, setAll] = useState(false)
  const open = useQuery(productsQuery(false))
  const matched = useQuery({ ...productsQuery(true), enabled: isAll })
  const wanted = typed.trim().toLowerCase()
  const items = [...(open.data ?? []), ...(isAll ? (matched.data ?? []) : [])]
    .filter((product) => nameOfProduct(product).toLowerCase().includes(wanted))
    .slice(0, most)
  const isFinding = open.isFetching || matched.isFetching
  return (
    <div className={styles.list}>
      <Field label={said.add} name="add" hint={said.addHint}>
        <Combobox<ReportedProduct>
          label={said.add}
          items={items}
          typed={typed}
          onType={setTyped}
          chosen={null}
          onChoose={(product) => {
            if (!product) return
            setTyped('')
            onAdd(product)
          }}
          keyOf={({ id }) => id}
          nameOf={nameOfProduct}
          moreOf={({ quantity, hasTitle }) => said.licenses(quantity, hasTitle)}
          empty={isFinding ? said.finding : said.nothing}
        />
      </Field>
      <Check label={said.alsoMatched} checked={isAll} onChange={setAll} />
    </div>
  )
}

interface ChosenProps {
  label: string
  products: Mapping['products']
  onRemove: (id: string) => void
}

const Chosen = ({ label, products, onRemove }: ChosenProps) => (
  <Section title={label}>
    {products.length === 0 ? (
      <p className={styles.soft}>{said.none}</p>
    ) : (
      <ul className={styles.list}>
        {products.map((product) => (
          <li key={product.id} className={styles.line}>
            {nameOfProduct(product)}
            <Button look="quiet" aria-label={said.remove(nameOfProduct(product))} onClick={() => onRemove(product.id)}>
              {common.remove}
            </Button>
          </li>
        ))}
      </ul>
    )}
  </Section>
)

const requestOf = (titleId: string, mapping: Mapping): Request => {
  const path = `/software/${titleId}/entitlement-mapping`
  return isEmptyMapping(mapping)
    ? { method: 'DELETE', path }
    : { method: 'PUT', path, body: { ...mappingBody(mapping) } }
}

/** Which products count for a title beside those that the rules find, and which must not. */
export const MappingForm = ({ title, onClose }: { title: Title; onClose: () => void }) => {
  const path = { titleId: title.id }
  // What an undo brings back; the title is read again meanwhile.
  const [was] = useState(() => mappingOf(title))
  const save = async (mapping: Mapping, version?: number): Promise<void> => {
    const header = version === undefined ? {} : onlyVersion(version)
    if (isEmptyMapping(mapping))
      await api.DELETE('/software/{titleId}/entitlement-mapping', { params: { path, header } })
    else
      await read(
        api.PUT('/software/{titleId}/entitlement-mapping', { params: { path, header }, body: mappingBody(mapping) }),
      )
  }
  const show = (products: Mapping['products']) => products.map(nameOfProduct).join(', ') || said.none
  const { typed, set, submit, cancel, hasChanges, errors, error, isBusy, conflict } = useEdit<Mapping, true>({
    key: `mapping ${title.id}`,
    name: title.title,
    words: { products: { label: said.products, show }, exclude: { label: said.exclude, show } },
    stored: { values: was, version: title.version },
    read: async () => {
      const now = await queryClient.fetchQuery({ ...titleQuery(title.id, undefined), staleTime: 0 })
      return { values: mappingOf(now), version: now.version }
    },
    save: async (_, version, all) => {
      await save(all, version)
      return true
    },
    say: () => ({
      title: said.saved(title.title),
      action: undoing(() => save(was)),
    }),
    onEnd: onClose,
  })
  const byRule = (title.entitlements?.products ?? []).filter(
    ({ id, by }) => by === 'rule' && !typed.exclude.some((product) => product.id === id),
  )
  return (
    <Dialog
      title={said.act}
      description={
        <>
          <p>{title.title}</p>
          <p>{said.hint}</p>
        </>
      }
      isOpen
      onClose={cancel}
      shape="wide"
      actions={
        <Button look="main" busy={isBusy} disabled={!hasChanges} type="submit" form="mapping">
          {common.save}
        </Button>
      }
    >
      <Form id="mapping" errors={errors} onSubmit={submit}>
        {error && <ProblemNotice error={error} />}
        <Chosen
          label={said.products}
          products={typed.products}
          onRemove={(id) => set({ products: typed.products.filter((product) => product.id !== id) })}
        />
        <AddProduct onAdd={(product) => set(withProduct(typed, 'products', product))} />
        {byRule.length > 0 && (
          <Section title={said.byRule}>
            <ul className={styles.list}>
              {byRule.map((product) => (
                <li key={product.id} className={styles.line}>
                  {nameOfProduct(product)}
                  <Button
                    look="quiet"
                    aria-label={said.excludeRule(nameOfProduct(product))}
                    onClick={() => set(withProduct(typed, 'exclude', product))}
                  >
                    {said.excludeShort}
                  </Button>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Chosen
          label={said.exclude}
          products={typed.exclude}
          onRemove={(id) => set({ exclude: typed.exclude.filter((product) => product.id !== id) })}
        />
        {hasChanges && (
          <Section title={preview.title}>
            <DecisionPreview request={requestOf(title.id, typed)} />
          </Section>
        )}
        {conflict}
      </Form>
    </Dialog>
  )
}

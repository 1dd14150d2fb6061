import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'

const text = page.create

interface Product {
  publisher: string
  productTitle: string
}

interface ProductFieldsProps extends Product {
  onChange: (product: Partial<Product>) => void
  /** What the agreement has already: it is known, by whatever name. */
  stored?: Product
}

const isSame = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()
type CatalogTitle = Pick<components['schemas']['CatalogTitle'], 'id' | 'title' | 'publisher'>

const itself = (name: string): string => name

/** Publisher and title, found in the catalog as they are typed; a title that it lacks can be added. */
export const ProductFields = ({ publisher, productTitle, onChange, stored }: ProductFieldsProps) => {
  const publishers = useQuery({
    queryKey: ['/catalog/publishers', publisher],
    queryFn: ({ signal }) =>
      read(api.GET('/catalog/publishers', { params: { query: { contains: publisher } }, signal })),
    placeholderData: keepPreviousData,
  })
  const titles = useQuery({
    queryKey: ['/catalog/titles', publisher, productTitle],
    queryFn: ({ signal }) =>
      read(api.GET('/catalog/titles', { params: { query: { publisher, contains: productTitle } }, signal })),
    enabled: publisher.trim() !== '',
    placeholderData: keepPreviousData,
  })
  const add = useAct({
    act: () => read(api.POST('/catalog/titles', { body: { publisher: publisher.trim(), title: productTitle.trim() } })),
    say: ({ title }) => ({ title: text.addedToCatalog(title) }),
    // The catalog writes publishers in its own way.
    done: (added) => onChange({ publisher: added.publisher, productTitle: added.title }),
  })
  const found: readonly CatalogTitle[] = publisher.trim() === '' ? [] : (titles.data?.items ?? [])
  const isSettled = !titles.isFetching && !titles.isPlaceholderData && titles.data !== undefined
  const isStored = stored?.publisher === publisher && stored.productTitle === productTitle
  const typed = isSettled && !isStored && !add.isBusy && productTitle.trim() !== ''
  const meant = found.find(({ title }) => isSame(title, productTitle))
  const lacks = typed && !meant
  const other = typed && meant && !isSame(meant.publisher, publisher) ? meant : undefined
  return (
    <>
      <Field label={text.publisher} name="publisher" hint={text.publisherHint}>
        <Combobox
          label={text.publisher}
          items={(publishers.data?.items ?? []).map(({ name }) => name)}
          typed={publisher}
          onType={(typed) => onChange({ publisher: typed })}
          chosen={publisher === '' ? null : publisher}
          onChoose={(name) => name !== null && onChange({ publisher: name })}
          keyOf={itself}
          nameOf={itself}
          empty={publishers.isFetching ? text.finding : text.notFound}
        />
      </Field>
      <Field label={text.productTitle} name="productTitle" hint={text.titleHint}>
        <Combobox
          label={text.productTitle}
          items={found}
          typed={productTitle}
          onType={(title) => onChange({ productTitle: title })}
          chosen={productTitle === '' ? null : (meant ?? { id: '', title: productTitle, publisher })}
          onChoose={(title) => title && onChange({ productTitle: title.title, publisher: title.publisher })}
          keyOf={({ id }) => id}
          nameOf={({ title }) => title}
          empty={titles.isFetching ? text.finding : text.notFound}
        />
      </Field>
      {other && (
        <Notice
          means="plain"
          actions={
            <Button onClick={() => onChange({ publisher: other.publisher, productTitle: other.title })}>
              {text.takeName}
            </Button>
          }
        >
          <p>{text.otherName(other.title, other.publisher)}</p>
        </Notice>
      )}
      {(lacks || add.isBusy) && (
        <Notice
          means="plain"
          actions={
            <Button busy={add.isBusy} onClick={() => add.act()}>
              {text.addToCatalog}
            </Button>
          }
        >
          <p>{text.notInCatalog(productTitle.trim(), publisher.trim())}</p>
        </Notice>
      )}
      {add.error && <ProblemNotice error={add.error} />}
    </>
  )
}

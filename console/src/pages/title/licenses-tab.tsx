import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Loaded } from '../../ledger/loaded.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/title.ts'
import { words } from '../../texts/en/words.ts'
import { ago, day as dayName, number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Table, toggled } from '../../ui/table.tsx'
import { agreementsQuery } from './queries.ts'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.licenses

type Product = NonNullable<Title['entitlements']>['products'][number]
type Row = Product['rows'][number]

const nameOf = ({ product, version }: Pick<Product, 'product' | 'version'>): string => `${product} ${version}`.trim()

const PairOf = ({ row: { pair, licenseId, agreementId } }: { row: Row }) => {
  const label = pair ? `${pair.agreementNumber} / ${pair.licenseNumber}` : (licenseId ?? said.organization)
  return agreementId === undefined ? (
    label
  ) : (
    <Link to="/agreements/$agreementId" params={{ agreementId }}>
      {label}
    </Link>
  )
}

const Rows = ({ product }: { product: Product }) => (
  <div className={styles.inside}>
    <Table
      label={said.rows(nameOf(product))}
      showsLabel
      rows={product.rows}
      keyOf={({ id }) => id}
      columns={[
        { id: 'pair', header: said.pair, render: (row) => <PairOf row={row} /> },
        { id: 'quantity', header: said.owned, align: 'end', render: ({ quantity }) => number(quantity) },
        {
          id: 'assured',
          header: said.assured,
          align: 'end',
          isMinor: true,
          render: ({ activeSoftwareAssuranceQuantity }) => number(activeSoftwareAssuranceQuantity),
        },
        {
          id: 'counts',
          header: said.counts,
          render: ({ counted, notCounted }) =>
            counted ? said.yes : said.doesNot(words.notCounted[notCounted ?? ''] ?? notCounted ?? common.none),
        },
        { id: 'source', header: said.source, isMinor: true, render: ({ source }) => words.source[source] },
        { id: 'reported', header: said.reported, isMinor: true, render: ({ reportedAt }) => ago(reportedAt) },
      ]}
    />
    {product.hasMoreRows && <p className={styles.soft}>{said.moreRows}</p>}
  </div>
)

const Products = ({ products }: { products: readonly Product[] }) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  if (products.length === 0) return <p className={styles.soft}>{said.noProducts}</p>
  return (
    <Table
      label={said.products}
      rows={products}
      keyOf={({ id }) => id}
      unfold={{
        open,
        onToggle: (key) => setOpen(toggled(open, key)),
        nameOf,
        render: (product) => <Rows product={product} />,
      }}
      columns={[
        { id: 'product', header: said.product, total: said.sum, render: nameOf },
        { id: 'owned', header: said.owned, align: 'end', render: ({ owned }) => number(owned) },
        {
          id: 'quantity',
          header: said.quantity,
          align: 'end',
          render: ({ quantity }) => number(quantity),
          total: number(products.reduce((sum, { quantity }) => sum + quantity, 0)),
        },
        {
          id: 'by',
          header: said.by,
          isMinor: true,
          render: ({ by, reason }) => (by === 'manager' ? said.byManager : (reason ?? said.byRule)),
        },
        {
          id: 'shared',
          header: said.shared,
          isMinor: true,
          render: ({ sharedWith }) => (sharedWith.length > 0 ? text.sharedWith(sharedWith) : common.none),
        },
      ]}
    />
  )
}

const Agreements = ({ titleId, day, quantity }: { titleId: string; day: string | undefined; quantity: number }) => {
  const query = useQuery(agreementsQuery(titleId, day))
  return (
    <Loaded query={query} rows={2}>
      {(agreements) =>
        agreements.length === 0 ? (
          <p className={styles.soft}>{said.noAgreements}</p>
        ) : (
          <Table
            label={said.agreements}
            rows={agreements}
            keyOf={({ id }) => id}
            columns={[
              {
                id: 'name',
                header: said.agreement,
                total: said.sum,
                render: ({ id, name }) => (
                  <Link to="/agreements/$agreementId" params={{ agreementId: id }}>
                    {name}
                  </Link>
                ),
              },
              {
                id: 'count',
                header: said.licenseCount,
                align: 'end',
                render: ({ licenseCount }) => (licenseCount === 'unlimited' ? said.site : number(licenseCount)),
                total: number(quantity),
              },
              {
                id: 'from',
                header: said.from,
                isMinor: true,
                render: ({ startDate }) => (startDate === undefined ? common.none : dayName(startDate)),
              },
              {
                id: 'until',
                header: said.until,
                render: ({ endDate }) => (endDate === undefined ? common.none : dayName(endDate)),
              },
              {
                id: 'counts',
                header: said.counts,
                isMinor: true,
                render: ({ counted }) => (
                  <Status means={counted ? 'covered' : 'plain'}>{counted ? said.inTerm : said.notInTerm}</Status>
                ),
              },
            ]}
          />
        )
      }
    </Loaded>
  )
}

/** What its licenses add up from: products with the rows that report them, and agreements. */
export const LicensesTab = ({ title, day }: { title: Title; day: string | undefined }) => {
  const { entitlements, mapping } = title
  return (
    <>
      <Section title={said.products}>
        <Products products={entitlements?.products ?? []} />
        {mapping && mapping.exclude.length > 0 && (
          <p>
            {said.excluded}: {mapping.exclude.map(nameOf).join(', ')}
          </p>
        )}
      </Section>
      <Section title={said.agreements}>
        <Agreements titleId={title.id} day={day} quantity={entitlements?.agreementQuantity ?? 0} />
      </Section>
    </>
  )
}

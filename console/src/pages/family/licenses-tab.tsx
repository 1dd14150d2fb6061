import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { day, list, number } from '../../texts/format.ts'
import { Empty } from '../../ui/page.tsx'
import { Table, toggled } from '../../ui/table.tsx'
import { licenseName, rightNames } from './coverage-of.tsx'
import { type Entitlement, type Family, groupsOf, isOfPeople, sum } from './family-data.ts'
import styles from './family-page.module.css'
import type { LicenseGroup } from './licenses.ts'
import type { Requirement } from './requirements.ts'

const said = text.license

const quantity = (value: Entitlement['quantity']): string => (value === 'unlimited' ? words.unlimited : number(value))

const termOf = ({ startDate, endDate }: Entitlement): string =>
  list([
    ...(startDate === undefined ? [] : [said.from(day(startDate))]),
    ...(endDate === undefined ? [] : [said.until(day(endDate))]),
  ]) || words.none

/** Its agreement and pair, or for whom it is. */
export const AgreementOf = ({ entitlement }: { entitlement: Entitlement }) => {
  const { agreementId, agreementNumber, licenseNumber, name, source } = entitlement
  const numbers = [agreementNumber, licenseNumber].filter((part) => part !== undefined).join(' / ')
  const label = source === 'agreement' ? name : numbers || said.organization
  return agreementId === undefined ? (
    label
  ) : (
    <Link to="/agreements/$agreementId" params={{ agreementId }}>
      {label}
    </Link>
  )
}

const assurance = ({ softwareAssurance }: Entitlement): string => {
  if (!softwareAssurance) return words.none
  return softwareAssurance.until === undefined
    ? said.assuranceUnknown
    : said.assuranceUntil(day(softwareAssurance.until))
}

const Sources = ({ name, entitlements }: { name: string; entitlements: readonly Entitlement[] }) => (
  <Table
    label={said.entitlements(name)}
    showsLabel
    rows={entitlements}
    keyOf={({ id }) => id}
    columns={[
      { id: 'agreement', header: said.agreement, render: (row) => <AgreementOf entitlement={row} /> },
      { id: 'quantity', header: said.owned, align: 'end', render: (row) => quantity(row.quantity) },
      { id: 'used', header: said.used, align: 'end', render: ({ used }) => number(used) },
      { id: 'term', header: said.term, render: termOf },
      { id: 'assurance', header: said.assurance, isMinor: true, render: assurance },
      {
        id: 'restrictions',
        header: said.restrictions,
        isMinor: true,
        render: ({ restrictions }) => (restrictions.length > 0 ? rightNames(restrictions) : words.none),
      },
      {
        id: 'source',
        header: said.source,
        isMinor: true,
        render: ({ source }) => (words.source as Record<string, string>)[source] ?? source,
      },
    ]}
  />
)

interface CoversProps {
  license: LicenseGroup
  titleOf: (titleId: string) => string
}

const Covers = ({ license, titleOf }: CoversProps) => {
  const rows = [...groupsOf(license.coverage, ({ titleId, rights }) => JSON.stringify([titleId, rights]))]
  return (
    <Table
      label={said.coverage(licenseName(license))}
      showsLabel
      rows={rows}
      keyOf={([key]) => key}
      columns={[
        {
          id: 'title',
          header: text.titles.head,
          render: ([, [first]]) =>
            first && (
              <Link to="/titles/$titleId" params={{ titleId: first.titleId }}>
                {titleOf(first.titleId)}
              </Link>
            ),
        },
        {
          id: 'right',
          header: said.right,
          render: ([, [first]]) =>
            first && (
              <>
                {rightNames(first.rights)}
                <small className={styles.soft}> {first.rights.map((right) => words.rightMeans[right]).join(' ')}</small>
              </>
            ),
        },
        {
          id: 'quantity',
          header: said.meets,
          align: 'end',
          render: ([, covers]) => number(sum(covers.map((cover) => cover.quantity))),
        },
      ]}
    />
  )
}

interface LicensesTabProps {
  family: Family
  licenses: readonly LicenseGroup[]
  requirements: readonly Requirement[]
  open: string | undefined
}

/** What is owned, by product and terms, down to the agreement and pair that each license comes from. */
export const LicensesTab = ({ family, licenses, requirements, open: first }: LicensesTabProps) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(first === undefined ? [] : [first]))
  const titles = new Map([
    ...family.products.map(({ titleId, title }) => [titleId, title] as const),
    ...requirements.map(({ titleId, title }) => [titleId, title] as const),
  ])
  const ignored = family.entitlements.filter(({ counted }) => !counted)
  if (licenses.length + ignored.length === 0) return <Empty title={said.none}>{said.noneHint}</Empty>
  return (
    <>
      <Table
        label={text.tabs.licenses}
        rows={licenses}
        keyOf={({ id }) => id}
        unfold={{
          open,
          onToggle: (key) => setOpen(toggled(open, key)),
          nameOf: licenseName,
          render: (license) => (
            <div className={styles.inside}>
              <Sources name={licenseName(license)} entitlements={license.entitlements} />
              {license.coverage.length > 0 && (
                <Covers license={license} titleOf={(titleId) => titles.get(titleId) ?? titleId} />
              )}
            </div>
          ),
        }}
        columns={[
          {
            id: 'license',
            header: said.head,
            total: said.total(family.metric),
            render: (license) => (
              <>
                {licenseName(license)}
                {license.metric !== family.metric && (
                  <small className={styles.soft}> {said.otherMetric(license.metric)}</small>
                )}
                {license.restrictions.length > 0 && (
                  <small className={styles.soft}>
                    {' '}
                    {said.restrictions}: {rightNames(license.restrictions)}
                  </small>
                )}
              </>
            ),
          },
          {
            id: 'owned',
            header: said.owned,
            align: 'end',
            render: ({ owned, isUnlimited }) => (isUnlimited && owned === 0 ? words.unlimited : number(owned)),
            total: number(family.owned),
          },
          {
            id: 'used',
            header: said.used,
            align: 'end',
            render: ({ used, metric }) => (isOfPeople(metric) ? words.none : number(used)),
            total: family.status === 'not-measured' ? words.none : number(family.owned - family.surplus),
          },
          {
            id: 'spare',
            header: said.spare,
            align: 'end',
            render: ({ spare, isUnlimited, metric }) =>
              isOfPeople(metric) ? words.none : isUnlimited ? words.unlimited : number(spare),
            total: family.status === 'not-measured' ? words.none : number(family.surplus),
          },
          {
            id: 'meets',
            header: said.meets,
            align: 'end',
            isMinor: true,
            render: ({ meets }) => number(meets),
            total: number(family.covered),
          },
        ]}
      />
      {ignored.length > 0 && (
        <Table
          label={said.notCounted}
          showsLabel
          rows={ignored}
          keyOf={({ id }) => id}
          columns={[
            { id: 'name', header: said.head, render: ({ name }) => name },
            {
              id: 'why',
              header: said.why,
              render: ({ notCounted }) => words.notCounted[notCounted ?? ''] ?? notCounted ?? words.none,
            },
            {
              id: 'agreement',
              header: said.agreement,
              isMinor: true,
              render: (row) => <AgreementOf entitlement={row} />,
            },
          ]}
        />
      )}
    </>
  )
}

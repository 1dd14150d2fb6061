import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { AsOf } from '../../ledger/as-of.tsx'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { TitleStatus } from '../../ledger/family-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { titleQuery } from '../../ledger/title-query.ts'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/title.ts'
import { words } from '../../texts/en/words.ts'
import { day as dayName, difference, number } from '../../texts/format.ts'
import { Menu } from '../../ui/menu.tsx'
import { Facts, Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { DecisionsTab } from './decisions-tab.tsx'
import { KindForm } from './kind-form.tsx'
import { LicensesTab } from './licenses-tab.tsx'
import { MachinesTab } from './machines-tab.tsx'
import { MappingForm } from './mapping-form.tsx'
import { MergeForm } from './merge-form.tsx'
import { NamesTab } from './names-tab.tsx'
import { saidOf } from './said.ts'
import { SplitForm } from './split-form.tsx'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'
import { TrendTab } from './trend-tab.tsx'

const route = getRouteApi('/titles/$titleId')
const said = text.facts

type Correction = 'kind' | 'mapping' | 'merge' | 'split'

const FamilyLink = ({ title: { familyId, product, title } }: { title: Title }) =>
  familyId === undefined ? null : (
    <Link to="/families/$familyId" params={{ familyId }}>
      {text.family}: {product?.family ?? title}
    </Link>
  )

const Content = ({ title }: { title: Title }) => {
  const { tab = 'licenses', day } = route.useSearch()
  const navigate = useNavigate({ from: '/titles/$titleId' })
  const { headline, more } = saidOf(title)
  const { installedCount, entitledCount, unlimited, requiredCount, openCount, needsDataCount, product, recognizedBy } =
    title
  return (
    <>
      <section className={styles.answer} aria-label={text.why}>
        <p className={styles.headline}>{headline}</p>
        {more.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {title.familyId !== undefined && (
          <p>
            <Link to="/families/$familyId" params={{ familyId: title.familyId }}>
              {text.answer.inFamily}
            </Link>
          </p>
        )}
      </section>
      <Facts
        facts={[
          [said.installed, text.machinesOf(installedCount)],
          [said.required, number(requiredCount)],
          [said.open, number(openCount)],
          [said.needsData, number(needsDataCount)],
          [said.entitled, unlimited ? common.unlimited : number(entitledCount)],
          [said.difference, title.difference === null ? common.none : difference(title.difference)],
          [said.kind, words.titleKind[title.kind]],
          [said.product, product ? text.product(product) : common.none],
          [said.recognizedBy, recognizedBy === 'manager' ? said.manager : (recognizedBy ?? common.none)],
          [said.added, dayName(title.createdAt.slice(0, 10))],
        ]}
      />
      <div className={styles.details}>
        <Tabs
          label={text.tabs.label}
          current={tab}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, tab: next }), resetScroll: false, replace: true })
          }
          tabs={[
            { id: 'licenses', label: text.tabs.licenses, content: <LicensesTab title={title} day={day} /> },
            { id: 'machines', label: text.tabs.machines, content: <MachinesTab titleId={title.id} day={day} /> },
            { id: 'names', label: text.tabs.names, content: <NamesTab title={title} /> },
            { id: 'trend', label: text.tabs.trend, content: <TrendTab titleId={title.id} /> },
            { id: 'decisions', label: text.tabs.decisions, content: <DecisionsTab titleId={title.id} /> },
          ]}
        />
      </div>
    </>
  )
}

const forms = { kind: KindForm, mapping: MappingForm, merge: MergeForm, split: SplitForm } as const

/** One title: its position, the licenses and machines behind it, its names, and what managers decided about it. */
export const TitlePage = () => {
  const { titleId } = route.useParams()
  const { day } = route.useSearch()
  const navigate = useNavigate({ from: '/titles/$titleId' })
  const isManager = useIsManager()
  const query = useQuery(titleQuery(titleId, day))
  const [correction, setCorrection] = useState<Correction>()
  const title = query.data
  const Form = correction && forms[correction]
  return (
    <Page
      title={title?.title ?? text.title}
      aside={title && <TitleStatus status={title.status} />}
      lead={
        <div className={styles.lead}>
          <span>{title?.publisher ?? ' '}</span>
          {title && <FamilyLink title={title} />}
          <AsOf of={title} />
        </div>
      }
      actions={
        <>
          <DayPicker
            day={day}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, day: next }), replace: true })}
          />
          {isManager && title && day === undefined && (
            <Menu
              label={text.correct}
              items={[
                { label: text.kind.act, act: () => setCorrection('kind') },
                { label: text.mapping.act, act: () => setCorrection('mapping') },
                { label: text.merge.act, act: () => setCorrection('merge') },
                {
                  label: text.split.act,
                  act: () => setCorrection('split'),
                  disabled: title.rawTitles.length < 2,
                },
              ]}
            />
          )}
        </>
      }
    >
      <Loaded query={query} rows={16}>
        {(loaded) => <Content title={loaded} />}
      </Loaded>
      {Form && title && <Form title={title} onClose={() => setCorrection(undefined)} />}
    </Page>
  )
}

import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { AsOf } from '../../ledger/as-of.tsx'
import { DayPicker } from '../../ledger/day-picker.tsx'
import { FamilyStatus } from '../../ledger/family-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { text } from '../../texts/en/family.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { answerOf } from './answer.ts'
import { AnswerOf } from './answer-of.tsx'
import { CoverageOf } from './coverage-of.tsx'
import type { Family } from './family-data.ts'
import styles from './family-page.module.css'
import { licenseGroups } from './licenses.ts'
import { LicensesTab } from './licenses-tab.tsx'
import { MachinesTab } from './machines-tab.tsx'
import { familyQuery } from './queries.ts'
import { requirementsOf } from './requirements.ts'
import { RulesTab } from './rules-tab.tsx'
import { TitlesTab } from './titles-tab.tsx'
import { TrendTab } from './trend-tab.tsx'
import { WhatIf } from './what-if.tsx'
import { WhereTo } from './where-to.tsx'

const route = getRouteApi('/families/$familyId')

const Content = ({ family }: { family: Family }) => {
  const { tab = 'licenses', day, open, machines, since } = route.useSearch()
  const navigate = useNavigate({ from: '/families/$familyId' })
  const licenses = useMemo(() => licenseGroups(family), [family])
  const requirements = useMemo(() => requirementsOf(family), [family])
  const answer = useMemo(() => answerOf(family, licenses, requirements), [family, licenses, requirements])
  const show = (next: { tab: string; open?: string | undefined; machines?: string; since?: string | undefined }) => {
    void navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false, replace: true })
  }
  return (
    <>
      <AnswerOf answer={answer} />
      <div className={styles.pictures}>
        <WhereTo family={family} />
        <CoverageOf
          family={family}
          licenses={licenses}
          requirements={requirements}
          onOpen={(side, id) => show({ tab: side === 'left' ? 'licenses' : 'titles', open: id })}
        />
      </div>
      <div className={styles.details}>
        <Tabs
          label={text.tabs.label}
          current={tab}
          onChange={(next) => show({ tab: next, open: undefined })}
          tabs={[
            {
              id: 'licenses',
              label: text.tabs.licenses,
              content: (
                <LicensesTab key={open} family={family} licenses={licenses} requirements={requirements} open={open} />
              ),
            },
            {
              id: 'titles',
              label: text.tabs.titles,
              content: (
                <TitlesTab key={open} family={family} licenses={licenses} requirements={requirements} open={open} />
              ),
            },
            {
              id: 'machines',
              label: text.tabs.machines,
              content: (
                <MachinesTab
                  familyId={family.id}
                  day={day}
                  status={machines}
                  onStatus={(status) => show({ tab: 'machines', machines: status })}
                />
              ),
            },
            {
              id: 'trend',
              label: text.tabs.trend,
              content: (
                <TrendTab
                  family={family}
                  day={day}
                  since={since}
                  onSince={(next) => show({ tab: 'trend', since: next })}
                />
              ),
            },
            { id: 'rules', label: text.tabs.rules, content: <RulesTab family={family} /> },
          ]}
        />
      </div>
    </>
  )
}

/** One family: why its position is what it is, where the installs went, and which license covers what. */
export const FamilyPage = () => {
  const { familyId } = route.useParams()
  const { day } = route.useSearch()
  const navigate = useNavigate({ from: '/families/$familyId' })
  const query = useQuery(familyQuery(familyId, day))
  const [isAsking, setAsking] = useState(false)
  const family = query.data
  return (
    <Page
      title={family?.name ?? text.family}
      aside={family && <FamilyStatus status={family.status} />}
      lead={
        <div className={styles.lead}>
          <span>{family ? `${family.publisher} · ${text.metric[family.metric]}` : ' '}</span>
          <AsOf of={family} />
        </div>
      }
      actions={
        <>
          <DayPicker
            day={day}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, day: next }), replace: true })}
          />
          <Button look="main" disabled={!family || day !== undefined} onClick={() => setAsking(true)}>
            {text.whatIf.open}
          </Button>
        </>
      }
    >
      <Loaded query={query} rows={24}>
        {(loaded) => <Content family={loaded} />}
      </Loaded>
      {isAsking && family && <WhatIf family={family} onClose={() => setAsking(false)} />}
    </Page>
  )
}

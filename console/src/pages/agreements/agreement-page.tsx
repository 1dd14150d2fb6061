import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useGroupName } from '../../ledger/groups.ts'
import { History } from '../../ledger/history.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { settingsQuery } from '../../ledger/settings.ts'
import { useToday } from '../../ledger/today.ts'
import { Until } from '../../ledger/until.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { words } from '../../texts/en/words.ts'
import { day, list, number, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Facts, Page, Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import styles from './agreement-page.module.css'
import { DeleteAgreement } from './delete-agreement.tsx'
import { EditAgreement } from './edit-agreement.tsx'
import { EntitlementsOf } from './entitlements-of.tsx'
import { MoveChosen } from './move-dialog.tsx'
import { AddPairs, PairTable } from './pair-table.tsx'
import { PositionsOf } from './positions-of.tsx'
import {
  type Agreement,
  agreementHistory,
  agreementQuery,
  type OtherAgreement,
  type VolumeAgreement,
} from './queries.ts'

const route = getRouteApi('/agreements/$agreementId')
const text = page.one

const GroupLink = ({ groupId }: { groupId: string }) => (
  <Link to="/agreements" search={{ group: groupId }}>
    {useGroupName()(groupId)}
  </Link>
)

/** The first pairs tell how they stand; there is no number of all of them. */
const VolumeFigure = ({ agreement }: { agreement: VolumeAgreement }) => {
  const { data: settings } = useQuery(settingsQuery)
  const { pairs, pairCount } = agreement
  const statuses = Object.keys(words.pairStatus) as (keyof typeof words.pairStatus)[]
  const sums = statuses.flatMap((status) => {
    const sum = pairs.filter(({ validation }) => validation.status === status).length
    return sum === 0 ? [] : [[sum, words.pairStatus[status]] as const]
  })
  const isPending = pairs.some(({ validation }) => validation.status === 'pending')
  return (
    <p className={styles.figure}>
      <strong>{number(pairCount)}</strong>
      <span>{text.pairsOf(pairCount)}</span>
      {pairCount <= pairs.length && <span className={styles.soft}>{text.pairSums(sums)}</span>}
      {isPending && (
        <span role="status" className={styles.soft}>
          {settings?.looksUp === false ? text.waitingForFile : text.waiting}
        </span>
      )}
    </p>
  )
}

const OtherFigure = ({ agreement }: { agreement: OtherAgreement }) => {
  const today = useToday()
  const { licenseCount, startDate = '', endDate = '9999' } = agreement
  const state = today < startDate ? text.notBegun : today > endDate ? text.ended : text.counts
  return (
    <p className={styles.figure}>
      <strong>{licenseCount === 'unlimited' ? page.unlimited : number(licenseCount)}</strong>
      <span>{text.licensesOf(licenseCount)}</span>
      <span className={styles.soft}>{state}</span>
    </p>
  )
}

const FactsOf = ({ agreement, isManager }: { agreement: Agreement; isManager: boolean }) => {
  const { groupId, restrictions = [], createdAt, updatedAt } = agreement
  const rights =
    restrictions.length === 0 ? text.noRestrictions : list(restrictions.map((right) => words.restriction[right]))
  return (
    <Section title={text.facts}>
      <Facts
        facts={[
          ...(agreement.type === 'volume'
            ? ([[text.program, agreement.program ? words.program[agreement.program] : text.notGiven]] as const)
            : ([
                [text.product, page.of(agreement.productTitle, agreement.publisher)],
                [text.firstDay, agreement.startDate === undefined ? text.always : day(agreement.startDate)],
                [text.lastDay, <Until key="end" date={agreement.endDate} />],
              ] as const)),
          [text.group, <GroupLink key="group" groupId={groupId} />],
          [text.restrictions, rights],
          ...(agreement.type === 'other' && isManager
            ? ([
                [
                  text.details,
                  <span key="details" className={styles.details}>
                    {agreement.details ?? text.noDetails}
                  </span>,
                ],
              ] as const)
            : []),
          [text.created, time(createdAt)],
          [text.changed, time(updatedAt)],
        ]}
      />
      {agreement.type === 'other' && agreement.details !== undefined && (
        <p className={styles.soft}>{text.detailsForManagers}</p>
      )}
    </Section>
  )
}

type Act = 'edit' | 'move' | 'delete' | 'add'

interface ContentProps {
  agreement: Agreement
  isManager: boolean
}

const Content = ({ agreement, isManager }: ContentProps) => {
  const { id, type } = agreement
  const { tab = type === 'volume' ? 'pairs' : 'positions' } = route.useSearch()
  const navigate = useNavigate({ from: '/agreements/$agreementId' })
  return (
    <>
      {agreement.type === 'volume' ? <VolumeFigure agreement={agreement} /> : <OtherFigure agreement={agreement} />}
      <FactsOf agreement={agreement} isManager={isManager} />
      <Tabs
        label={text.tabs}
        current={tab}
        onChange={(next) => void navigate({ replace: true, search: { tab: next } })}
        tabs={[
          ...(agreement.type === 'volume'
            ? [
                { id: 'pairs', label: text.pairs, content: <PairTable agreement={agreement} isManager={isManager} /> },
                { id: 'entitlements', label: text.entitlements, content: <EntitlementsOf agreementId={id} /> },
              ]
            : []),
          { id: 'positions', label: text.positions, content: <PositionsOf agreementId={id} /> },
          { id: 'history', label: text.history, content: <History list={agreementHistory(id)} /> },
        ]}
      />
    </>
  )
}

export const AgreementPage = () => {
  const { agreementId } = route.useParams()
  const isManager = useIsManager()
  const query = useQuery(agreementQuery(agreementId))
  const [act, setAct] = useState<Act>()
  const agreement = query.data
  const close = (): void => setAct(undefined)
  return (
    <Page
      title={agreement?.name ?? page.columns.name}
      aside={agreement && <Status means="plain">{text[agreement.type]}</Status>}
      actions={
        isManager &&
        agreement && (
          <>
            <Button look="danger" onClick={() => setAct('delete')}>
              {text.delete}
            </Button>
            <Button onClick={() => setAct('move')}>{text.move}</Button>
            <Button look={agreement.type === 'volume' ? 'plain' : 'main'} onClick={() => setAct('edit')}>
              {text.edit}
            </Button>
            {agreement.type === 'volume' && (
              <Button look="main" onClick={() => setAct('add')}>
                {page.pairTable.add}
              </Button>
            )}
          </>
        )
      }
    >
      <Loaded query={query} rows={12}>
        {(loaded) => <Content agreement={loaded} isManager={isManager} />}
      </Loaded>
      {agreement && act === 'edit' && <EditAgreement agreement={agreement} onClose={close} />}
      {agreement && act === 'delete' && <DeleteAgreement agreement={agreement} onClose={close} />}
      {agreement && act === 'move' && <MoveChosen agreementIds={[agreement.id]} onMoved={() => {}} onClose={close} />}
      {agreement?.type === 'volume' && act === 'add' && <AddPairs agreement={agreement} onClose={close} />}
    </Page>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sendRequest } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager, usePersonName } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { undoing } from '../../ledger/undoing.ts'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { day, number, time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { Table } from '../../ui/table.tsx'
import { rightNames } from './coverage-of.tsx'
import { type Declared, DeclareUse } from './declare-use.tsx'
import { type Family, groupsOf, type Metric, sum } from './family-data.ts'
import styles from './family-page.module.css'
import { AgreementOf } from './licenses-tab.tsx'
import { PoliciesForm } from './policies-form.tsx'
import { declaredUseQuery, exemptionsQuery, policiesQuery } from './queries.ts'

const said = text.rules
const policies = ['priorVersion', 'softwareAssurance', 'lowerEdition'] as const

const Policies = () => {
  const query = useQuery(policiesQuery)
  const isManager = useIsManager()
  const [isEditing, setEditing] = useState(false)
  return (
    <Section
      title={said.policies}
      actions={isManager && <Button onClick={() => setEditing(true)}>{said.change}</Button>}
    >
      <p className={styles.soft}>{said.policiesHint}</p>
      <Loaded query={query} rows={3}>
        {(stored) => (
          <>
            <Table
              label={said.policies}
              rows={policies}
              keyOf={(policy) => policy}
              columns={[
                {
                  id: 'policy',
                  header: said.policies,
                  render: (policy) => (
                    <>
                      {words.policy[policy]} <small className={styles.soft}>{words.policyMeans[policy]}</small>
                    </>
                  ),
                },
                {
                  id: 'counts',
                  header: text.titles.status,
                  render: (policy) => (
                    <Status means={stored[policy] ? 'covered' : 'plain'}>
                      {stored[policy] ? said.counts : said.doesNot}
                    </Status>
                  ),
                },
              ]}
            />
            {isEditing && <PoliciesForm stored={stored} onClose={() => setEditing(false)} />}
          </>
        )}
      </Loaded>
    </Section>
  )
}

const Restrictions = ({ family }: { family: Family }) => {
  const restricted = family.entitlements.filter(({ counted, restrictions }) => counted && restrictions.length > 0)
  const rows = [...groupsOf(restricted, ({ agreementId, id }) => agreementId ?? id)]
  return (
    <Section title={said.restrictions}>
      {rows.length === 0 ? (
        <p className={styles.soft}>{said.noRestrictions}</p>
      ) : (
        <Table
          label={said.restrictions}
          rows={rows}
          keyOf={([key]) => key}
          columns={[
            {
              id: 'agreement',
              header: said.agreement,
              render: ([, [first]]) => first && <AgreementOf entitlement={first} />,
            },
            {
              id: 'forbids',
              header: said.forbids,
              render: ([, [first]]) => first && rightNames(first.restrictions),
            },
            {
              id: 'licenses',
              header: said.licenses,
              align: 'end',
              render: ([, all]) => number(sum(all.map(({ quantity }) => (quantity === 'unlimited' ? 0 : quantity)))),
            },
          ]}
        />
      )}
    </Section>
  )
}

const Exemptions = ({ familyId }: { familyId: string }) => {
  const query = useQuery(exemptionsQuery(familyId))
  return (
    <Section title={said.exemptions}>
      <Loaded query={query} rows={2}>
        {(exemptions) =>
          exemptions.length === 0 ? (
            <p className={styles.soft}>{said.noExemptions}</p>
          ) : (
            <Table
              label={said.exemptions}
              rows={exemptions}
              keyOf={({ deviceId, familyId: of }) => `${deviceId} ${of ?? ''}`}
              columns={[
                {
                  id: 'device',
                  header: said.device,
                  render: ({ deviceId, deviceName }) => (
                    <Link to="/devices/$deviceId" params={{ deviceId }}>
                      {deviceName}
                    </Link>
                  ),
                },
                { id: 'reason', header: said.reason, render: ({ reason }) => reason },
                {
                  id: 'from',
                  header: said.from,
                  isMinor: true,
                  render: ({ familyId: of }) => (of === undefined ? said.allFamilies : said.thisFamily),
                },
                {
                  id: 'until',
                  header: said.until,
                  render: ({ until, ended }) =>
                    until === undefined ? said.forever : `${day(until)}${ended ? ` (${said.ended})` : ''}`,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}

interface TakeBackProps {
  familyId: string
  declared: Declared
  onClose: () => void
}

const TakeBack = ({ familyId, declared, onClose }: TakeBackProps) => {
  const { metric, quantity, asOf, note } = declared
  const path = `/families/${familyId}/declared-use`
  const body = { metric, quantity, asOf, ...(note !== undefined && { note }) }
  const { act, isBusy, error } = useAct({
    act: () => sendRequest({ method: 'DELETE', path: `${path}?metric=${metric}` }),
    say: () => ({ title: said.takenBack, action: undoing(() => sendRequest({ method: 'PUT', path, body })) }),
    done: onClose,
  })
  return (
    <Dialog
      title={said.takeBackTitle(metric)}
      description={said.takeBackHint}
      isOpen
      onClose={onClose}
      actions={
        <Button look="danger" busy={isBusy} onClick={() => act()}>
          {said.takeBack}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} />}
    </Dialog>
  )
}

const DeclaredUse = ({ family }: { family: Family }) => {
  const query = useQuery(declaredUseQuery(family.id))
  const isManager = useIsManager()
  const personName = usePersonName()
  const [edited, setEdited] = useState<Metric | 'new'>()
  const [taken, setTaken] = useState<Declared>()
  return (
    <Section
      title={said.declared}
      actions={isManager && <Button onClick={() => setEdited('new')}>{said.declare}</Button>}
    >
      <p className={styles.soft}>{said.declaredHint}</p>
      <Loaded query={query} rows={2}>
        {({ declared, items }) => (
          <>
            {declared.length === 0 ? (
              <p>{said.noneDeclared}</p>
            ) : (
              <Table
                label={said.declared}
                rows={declared}
                keyOf={({ metric }) => metric}
                columns={[
                  { id: 'metric', header: said.metric, render: ({ metric }) => words.metric[metric] },
                  { id: 'quantity', header: said.quantity, align: 'end', render: ({ quantity }) => number(quantity) },
                  { id: 'asOf', header: said.countedOn, render: ({ asOf }) => day(asOf) },
                  { id: 'note', header: said.note, isMinor: true, render: ({ note }) => note ?? common.none },
                  { id: 'by', header: said.by, isMinor: true, render: ({ by }) => personName(by) },
                  ...(isManager
                    ? [
                        {
                          id: 'acts',
                          header: said.acts,
                          hidesHeader: true,
                          align: 'end' as const,
                          render: (row: Declared) => (
                            <>
                              <Button look="quiet" onClick={() => setEdited(row.metric)}>
                                {said.edit}
                              </Button>
                              <Button look="quiet" onClick={() => setTaken(row)}>
                                {said.takeBack}
                              </Button>
                            </>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            )}
            {items.length > 0 && (
              <details className={styles.bands}>
                <summary>{said.history}</summary>
                <ul>
                  {items.map(({ at, actor, after }) => (
                    <li key={at}>
                      {time(at)} · {personName(actor)}:{' '}
                      {typeof after?.quantity === 'number' ? number(after.quantity) : said.noLonger}
                    </li>
                  ))}
                </ul>
              </details>
            )}
            {edited !== undefined && (
              <DeclareUse
                family={family}
                declared={declared}
                {...(edited !== 'new' && { metric: edited })}
                onClose={() => setEdited(undefined)}
              />
            )}
            {taken && <TakeBack familyId={family.id} declared={taken} onClose={() => setTaken(undefined)} />}
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** What people decided that this position rests on. */
export const RulesTab = ({ family }: { family: Family }) => (
  <>
    <DeclaredUse family={family} />
    <Policies />
    <Restrictions family={family} />
    <Exemptions familyId={family.id} />
  </>
)

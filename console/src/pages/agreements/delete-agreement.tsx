import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api, onlyVersion } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { Change } from '../../ledger/change.tsx'
import { FamilyStatus } from '../../ledger/family-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './agreement-page.module.css'
import { type Agreement, type FamilyOfAgreement, familiesQuery, licensesAtOnce, withoutQuery } from './queries.ts'

const text = page.remove

const Without = ({ id, families }: { id: string; families: readonly FamilyOfAgreement[] }) => {
  const query = useQuery(withoutQuery(id, families))
  return (
    <Loaded query={query} rows={3}>
      {(all) => {
        const changed = all.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
        if (changed.length === 0) return <p>{text.noChange}</p>
        return (
          <Table
            label={text.changes}
            showsLabel
            rows={changed}
            keyOf={({ family }) => family.id}
            columns={[
              { id: 'family', header: text.family, render: ({ family }) => family.name },
              {
                id: 'owned',
                header: text.owned,
                align: 'end',
                isMinor: true,
                render: ({ before, after }) => <Change before={before.owned} after={after.owned} />,
              },
              {
                id: 'shortfall',
                header: text.shortfall,
                align: 'end',
                render: ({ before, after }) => <Change before={before.shortfall} after={after.shortfall} />,
              },
              { id: 'status', header: text.status, render: ({ after }) => <FamilyStatus status={after.status} /> },
            ]}
          />
        )
      }}
    </Loaded>
  )
}

interface DeleteAgreementProps {
  agreement: Agreement
  onClose: () => void
}

/** Deletes an agreement, after saying what positions would be without it. */
export const DeleteAgreement = ({ agreement, onClose }: DeleteAgreementProps) => {
  const { id, name, version } = agreement
  const navigate = useNavigate()
  const families = useQuery(familiesQuery(id))
  const remove = useAct({
    act: async () => {
      await api.DELETE('/agreements/{agreementId}', {
        params: { path: { agreementId: id }, header: onlyVersion(version) },
      })
      // What is shown of it would be asked for again, and is no more.
      await navigate({ to: '/agreements', search: { group: agreement.groupId } })
    },
    say: () => ({ title: text.done(name) }),
  })
  return (
    <Dialog
      title={text.title(name)}
      description={text.hint}
      isOpen
      onClose={onClose}
      actions={
        <Button look="danger" busy={remove.isBusy} onClick={() => remove.act()}>
          {text.do}
        </Button>
      }
    >
      <div className={styles.stack}>
        {remove.error && <ProblemNotice error={remove.error} />}
        <p>{agreement.type === 'volume' ? text.pairs(agreement.pairCount) : text.licenses}</p>
        {agreement.type === 'other' && agreement.details !== undefined && <p>{text.details}</p>}
        <Loaded query={families} rows={3}>
          {({ families: all }) =>
            all.some(({ licenses }) => licenses.length > licensesAtOnce) ? (
              <p>{text.partOnly}</p>
            ) : (
              <Without id={id} families={all} />
            )
          }
        </Loaded>
      </div>
    </Dialog>
  )
}

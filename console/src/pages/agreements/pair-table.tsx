import { useState } from 'react'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useList } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { PairStatus } from '../../ledger/pair-status.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { Until } from '../../ledger/until.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { text as common } from '../../texts/en/common.ts'
import { words } from '../../texts/en/words.ts'
import { time } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Form } from '../../ui/field.tsx'
import { type Column, Grid } from '../../ui/grid.tsx'
import { Status } from '../../ui/status.tsx'
import styles from './agreement-page.module.css'
import { givenPairs, PairsField, pairsAtOnce } from './pairs-field.tsx'
import { emptyPair, type TypedPair } from './pasted-pairs.ts'
import { pairsList, type ShownPair, type VolumeAgreement } from './queries.ts'

const text = page.pairTable

const nameOf = ({ agreementNumber, licenseNumber }: ShownPair): string => `${agreementNumber} / ${licenseNumber}`

interface PairTableProps {
  agreement: VolumeAgreement
  isManager: boolean
}

/** All pairs, each with what Microsoft says of it. */
export const PairTable = ({ agreement, isManager }: PairTableProps) => {
  const { id, pairCount } = agreement
  const { query, rows, grid } = useList(pairsList(id))
  const [removed, setRemoved] = useState<ShownPair>()
  const columns: Column<ShownPair>[] = [
    {
      id: 'agreementNumber',
      header: text.agreementNumber,
      width: 'minmax(8rem, 1fr)',
      render: ({ agreementNumber }) => agreementNumber,
    },
    {
      id: 'licenseNumber',
      header: text.licenseNumber,
      width: 'minmax(8rem, 1fr)',
      render: ({ licenseNumber }) => licenseNumber,
    },
    {
      id: 'status',
      header: text.status,
      width: 'minmax(7rem, 1fr)',
      render: ({ validation: { status, stale, error } }) => (
        <span className={styles.inline} title={error?.message}>
          <PairStatus status={status} />
          {status !== 'pending' && stale && <Status means="decide">{text.stale}</Status>}
          {error && <Status means="short">{text.failed}</Status>}
        </span>
      ),
    },
    {
      id: 'ends',
      header: text.ends,
      width: '13.5rem',
      isMinor: true,
      render: ({ validation: { endDate } }) =>
        endDate === undefined ? <span className={styles.soft}>{text.noEnd}</span> : <Until date={endDate} />,
    },
    {
      id: 'organization',
      header: text.organization,
      width: 'minmax(8rem, 1fr)',
      isMinor: true,
      render: ({ validation: { organization } }) => organization ?? '',
    },
    {
      id: 'by',
      header: text.by,
      width: 'minmax(12rem, 1fr)',
      isMinor: true,
      render: ({ validation: { validatedBy, answeredAt } }) =>
        validatedBy && answeredAt ? `${text.bySource[validatedBy]}, ${time(answeredAt)}` : text.nobody,
    },
    ...(isManager && pairCount > 1
      ? [
          {
            id: 'remove',
            header: text.remove,
            width: '5.5rem',
            render: (pair: ShownPair) => (
              <Button look="quiet" aria-label={text.removePair(nameOf(pair))} onClick={() => setRemoved(pair)}>
                {common.remove}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <>
      {query.error && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      <Grid {...grid} label={text.label} count={pairCount} keyOf={nameOf} columns={columns} fits={rows.length <= 25} />
      <dl className={styles.legend} aria-label={text.legend}>
        {(Object.keys(words.pairStatus) as (keyof typeof words.pairStatus)[])
          .filter((status) => rows.some(({ validation }) => validation.status === status))
          .map((status) => (
            <div key={status}>
              <dt>
                <PairStatus status={status} />
              </dt>
              <dd>{words.pairStatusMeans[status]}</dd>
            </div>
          ))}
      </dl>
      {isManager && pairCount === 1 && <p className={styles.soft}>{text.last}</p>}
      {removed && <RemovePair agreement={agreement} pair={removed} onClose={() => setRemoved(undefined)} />}
    </>
  )
}

interface RemovePairProps {
  agreement: VolumeAgreement
  pair: ShownPair
  onClose: () => void
}

const RemovePair = ({ agreement, pair, onClose }: RemovePairProps) => {
  const { agreementNumber, licenseNumber } = pair
  const path = { agreementId: agreement.id }
  const addAgain = useAct({
    act: () =>
      read(
        api.POST('/agreements/{agreementId}/pairs', {
          params: { path },
          body: { pairs: [{ agreementNumber, licenseNumber }] },
        }),
      ),
    say: () => ({ title: text.added(1) }),
  })
  const remove = useAct({
    act: async () => {
      await api.DELETE('/agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}', {
        params: { path: { ...path, agreementNumber, licenseNumber }, header: onlyVersion(agreement.version) },
      })
    },
    say: () => ({
      title: text.removed(nameOf(pair)),
      action: { label: common.undo, act: () => addAgain.act() },
    }),
    done: onClose,
  })
  return (
    <Dialog
      title={text.removeTitle(nameOf(pair))}
      description={text.removeHint}
      isOpen
      onClose={onClose}
      actions={
        <Button look="danger" busy={remove.isBusy} onClick={() => remove.act()}>
          {common.remove}
        </Button>
      }
    >
      {remove.error && <ProblemNotice error={remove.error} />}
    </Dialog>
  )
}

const formId = 'add-pairs'

/** More pairs for an agreement. */
export const AddPairs = ({ agreement, onClose }: { agreement: VolumeAgreement; onClose: () => void }) => {
  const { id, name, program } = agreement
  const [rows, keep, drop] = useDraft<TypedPair[]>(`pairs ${id}`, [emptyPair])
  const given = givenPairs(rows)
  const end = (): void => {
    drop()
    onClose()
  }
  const add = useAct<TypedPair[]>({
    act: (pairs) =>
      read(api.POST('/agreements/{agreementId}/pairs', { params: { path: { agreementId: id } }, body: { pairs } })),
    say: (_, pairs) => ({ title: text.added(pairs.length) }),
    done: end,
  })
  return (
    <Dialog
      title={text.addTitle(name)}
      isOpen
      onClose={end}
      shape="side"
      actions={
        <Button look="main" type="submit" form={formId} busy={add.isBusy} disabled={given.length > pairsAtOnce}>
          {text.add}
        </Button>
      }
    >
      <Form
        id={formId}
        errors={add.errors}
        onSubmit={() => {
          const next = given.length > 0 ? given : [emptyPair]
          keep(next)
          add.act(next)
        }}
      >
        {add.error && <ProblemNotice error={add.error} />}
        <PairsField
          rows={rows}
          onChange={(next) => {
            // Problems stand at numbers of rows.
            if (next.length !== rows.length) add.reset()
            keep(next)
          }}
          errors={add.errors}
          repeats={program === 'open-value'}
          agreementName={name}
        />
      </Form>
    </Dialog>
  )
}

import { Link } from '@tanstack/react-router'
import type { components } from '../../api/schema.d.ts'
import { FamilyStatus } from '../../ledger/family-status.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/positions.ts'
import { words } from '../../texts/en/words.ts'
import { difference, number } from '../../texts/format.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './positions-page.module.css'
import type { Change } from './queries.ts'

type Cause = components['schemas']['ChangeCause']
type Subject = Cause['subjects'][number]

const figures = ['owned', 'required', 'covered', 'shortfall', 'surplus', 'needsData', 'exempt'] as const

const SubjectName = ({ subject: { type, id, name } }: { subject: Subject }) => {
  if (id === undefined) return name
  switch (type) {
    case 'device':
      return (
        <Link to="/devices/$deviceId" params={{ deviceId: id }}>
          {name}
        </Link>
      )
    case 'title':
      return (
        <Link to="/titles/$titleId" params={{ titleId: id }}>
          {name}
        </Link>
      )
    case 'agreement':
      return (
        <Link to="/agreements/$agreementId" params={{ agreementId: id }}>
          {name}
        </Link>
      )
    default:
      return name
  }
}

const Subjects = ({ cause: { subjects, subjectCount } }: { cause: Cause }) => (
  <ul>
    {subjects.map((subject) => (
      <li key={`${subject.type} ${subject.id ?? subject.name}`}>
        <SubjectName subject={subject} />
      </li>
    ))}
    {subjectCount > subjects.length && <li>{text.changed.more(subjectCount - subjects.length)}</li>}
  </ul>
)

interface ChangeDialogProps {
  change: Change
  onClose: () => void
}

/** How a family stood before and after, and which facts made the difference. */
export const ChangeDialog = ({ change, onClose }: ChangeDialogProps) => {
  const { familyId, name, before, after, causes, newTitles = [] } = change
  const hasPosition = before !== null || after !== null
  return (
    <Dialog
      title={text.changed.detailsOf(name)}
      isOpen
      onClose={onClose}
      shape="side"
      closeLabel={common.close}
      actions={
        after !== null && (
          <Link to="/families/$familyId" params={{ familyId }} className={buttonLook('main')}>
            {text.changed.openFamily}
          </Link>
        )
      }
    >
      <div className={styles.details}>
        {hasPosition && (
          <>
            <Table
              label={text.changed.detailsOf(name)}
              rows={figures}
              keyOf={(figure) => figure}
              columns={[
                { id: 'figure', header: text.changed.figure, render: (figure) => text.columns[figure] },
                {
                  id: 'before',
                  header: text.changed.before,
                  align: 'end',
                  render: (figure) => (before ? number(before[figure]) : common.none),
                },
                {
                  id: 'after',
                  header: text.changed.after,
                  align: 'end',
                  render: (figure) => (after ? number(after[figure]) : common.none),
                },
                {
                  id: 'difference',
                  header: text.changed.difference,
                  align: 'end',
                  render: (figure) => difference((after?.[figure] ?? 0) - (before?.[figure] ?? 0)),
                },
              ]}
            />
            <p>
              {before ? <FamilyStatus status={before.status} /> : text.changed.appeared} →{' '}
              {after ? <FamilyStatus status={after.status} /> : text.changed.gone}
            </p>
          </>
        )}
        {causes.length > 0 && (
          <Section title={text.changed.causes}>
            <Table
              label={text.changed.causes}
              rows={causes}
              keyOf={({ kind }) => kind}
              columns={[
                { id: 'cause', header: text.changed.cause, render: ({ kind }) => words.cause[kind] },
                { id: 'effect', header: text.changed.effect, align: 'end', render: ({ delta }) => difference(delta) },
                { id: 'about', header: text.changed.about, render: (cause) => <Subjects cause={cause} /> },
              ]}
            />
          </Section>
        )}
        {newTitles.length > 0 && (
          <Section title={text.changed.newTitlesHead}>
            <Table
              label={text.changed.newTitlesHead}
              rows={newTitles}
              keyOf={({ id }) => id}
              columns={[
                {
                  id: 'title',
                  header: text.columns.title,
                  render: ({ id, title }) => (
                    <Link to="/titles/$titleId" params={{ titleId: id }}>
                      {title}
                    </Link>
                  ),
                },
                { id: 'kind', header: text.columns.kind, render: ({ kind }) => words.titleKind[kind] },
                {
                  id: 'installed',
                  header: text.columns.installed,
                  align: 'end',
                  render: ({ installedCount }) => number(installedCount),
                },
              ]}
            />
          </Section>
        )}
      </div>
    </Dialog>
  )
}

import { type ReactNode, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { refreshAll } from '../../api/queries.ts'
import { useAct } from '../../ledger/act.ts'
import { useGroupName } from '../../ledger/groups.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/field.tsx'
import { Progress } from '../../ui/progress.tsx'
import { GroupField, newGroup, type TypedGroup } from './fields.tsx'
import { type AgreementFilter, choiceOf, unassignedId } from './queries.ts'

const text = page.move
const formId = 'move'
/** Agreements that one call moves, all or none. */
const atOnce = 30

/** A group as it is chosen, made first where it is new. A second try after a failure takes the same group. */
const useTarget = () => {
  const [group, setGroup] = useState<TypedGroup>({ id: unassignedId, name: '' })
  const groupName = useGroupName()
  const find = async (): Promise<{ id: string; name: string }> => {
    if (group.id !== newGroup) return { id: group.id, name: groupName(group.id) }
    const { id, name } = await read(api.POST('/groups', { body: { name: group.name } }))
    setGroup({ id, name: '' })
    return { id, name }
  }
  return {
    find,
    field: <GroupField label={text.to} value={group} onChange={setGroup} names={{ id: 'groupId', name: 'name' }} />,
  }
}

interface MoveFormProps {
  title: string
  move: { act: () => void; isBusy: boolean; error: Error | null; errors: Record<string, string> }
  onClose: () => void
  children: ReactNode
}

const MoveForm = ({ title, move, onClose, children }: MoveFormProps) => (
  <Dialog
    title={title}
    description={text.hint}
    isOpen
    onClose={onClose}
    actions={
      <Button look="main" type="submit" form={formId} busy={move.isBusy}>
        {text.do}
      </Button>
    }
  >
    <Form id={formId} errors={move.errors} onSubmit={move.act}>
      {move.error && <ProblemNotice error={move.error} />}
      {children}
    </Form>
  </Dialog>
)

interface MoveChosenProps {
  agreementIds: readonly string[]
  /** What of them has been moved: they need no second try. */
  onMoved: (ids: readonly string[]) => void
  onClose: () => void
}

/** Moves agreements into a group, 30 at a time, and says how far it came. */
export const MoveChosen = ({ agreementIds, onMoved, onClose }: MoveChosenProps) => {
  const [all] = useState(agreementIds)
  const [moved, setMoved] = useState(0)
  const target = useTarget()
  const move = useAct<void, string>({
    act: async () => {
      const { id: groupId, name } = await target.find()
      for (let from = moved; from < all.length; from += atOnce) {
        const ids = all.slice(from, from + atOnce)
        await read(
          api.PUT('/groups/{groupId}/agreements', { params: { path: { groupId } }, body: { agreementIds: [...ids] } }),
        ).catch(async (error: unknown) => {
          await refreshAll()
          throw error
        })
        setMoved(from + ids.length)
        onMoved(ids)
      }
      return name
    },
    say: (name) => ({ title: text.done(all.length, name) }),
    done: onClose,
  })
  return (
    <MoveForm title={text.title(all.length)} move={move} onClose={onClose}>
      {move.error && moved > 0 && <p>{text.partly(moved, all.length)}</p>}
      {target.field}
      {move.isBusy && all.length > atOnce && <Progress label={text.under} done={moved} total={all.length} />}
    </MoveForm>
  )
}

interface MoveFoundProps {
  filter: AgreementFilter
  onClose: () => void
}

/** Has all agreements moved that a filter leaves, also those that no page has shown. */
export const MoveFound = ({ filter, onClose }: MoveFoundProps) => {
  const target = useTarget()
  const move = useAct<void, string>({
    act: async () => {
      const { id: groupId, name } = await target.find()
      await read(api.POST('/groups/{groupId}/moves', { params: { path: { groupId } }, body: choiceOf(filter) }))
      return name
    },
    say: (name) => ({ title: text.begun(name) }),
    done: onClose,
  })
  return (
    <MoveForm title={text.allTitle} move={move} onClose={onClose}>
      <p>{text.allHint}</p>
      {target.field}
    </MoveForm>
  )
}

import { useState } from 'react'
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
import { unassignedId } from './queries.ts'

const text = page.move
const formId = 'move'
/** Agreements that one call moves, all or none. */
const atOnce = 30

interface MoveProps {
  agreementIds: readonly string[]
  /** What of them has been moved: they need no second try. */
  onMoved: (ids: readonly string[]) => void
  onClose: () => void
}

/** Moves agreements into a group, 30 at a time, and says how far it came. */
export const MoveDialog = ({ agreementIds, onMoved, onClose }: MoveProps) => {
  const [all] = useState(agreementIds)
  const [group, setGroup] = useState<TypedGroup>({ id: unassignedId, name: '' })
  const [moved, setMoved] = useState(0)
  const groupName = useGroupName()
  /** A second try after a failure moves into the same group. */
  const create = async () => {
    const { id, name } = await read(api.POST('/groups', { body: { name: group.name } }))
    setGroup({ id, name: '' })
    return { id, name }
  }
  const move = useAct<void, string>({
    act: async () => {
      const into = group.id === newGroup ? await create() : { id: group.id, name: groupName(group.id) }
      for (let from = moved; from < all.length; from += atOnce) {
        const ids = all.slice(from, from + atOnce)
        await read(
          api.PUT('/groups/{groupId}/agreements', {
            params: { path: { groupId: into.id } },
            body: { agreementIds: [...ids] },
          }),
        ).catch(async (error: unknown) => {
          await refreshAll()
          throw error
        })
        setMoved(from + ids.length)
        onMoved(ids)
      }
      return into.name
    },
    say: (name) => ({ title: text.done(all.length, name) }),
    done: onClose,
  })
  return (
    <Dialog
      title={text.title(all.length)}
      description={text.hint}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form={formId} busy={move.isBusy}>
          {text.do}
        </Button>
      }
    >
      <Form id={formId} errors={move.errors} onSubmit={() => move.act()}>
        {move.error && <ProblemNotice error={move.error} />}
        {move.error && moved > 0 && <p>{text.partly(moved, all.length)}</p>}
        <GroupField label={text.to} value={group} onChange={setGroup} names={{ id: 'groupId', name: 'name' }} />
        {move.isBusy && all.length > atOnce && <Progress label={text.under} done={moved} total={all.length} />}
      </Form>
    </Dialog>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { api, onlyVersion, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { useEdit } from '../../ledger/edit.tsx'
import { History } from '../../ledger/history.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { text as common } from '../../texts/en/common.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Field, Form, Input } from '../../ui/field.tsx'
import { type Group, groupHistory } from './queries.ts'

const text = page.group
const formId = 'group'

interface GroupProps {
  group: Group
  onClose: () => void
}

export const NewGroup = ({ onClose }: { onClose: () => void }) => {
  const navigate = useNavigate({ from: '/agreements' })
  const [name, keep, drop] = useDraft('new-group', '')
  const end = (): void => {
    drop()
    onClose()
  }
  const create = useAct<void, Group>({
    act: () => read(api.POST('/groups', { body: { name } })),
    say: (group) => ({ title: text.created(group.name) }),
    done: ({ id }) => {
      end()
      void navigate({ search: { group: id } })
    },
  })
  return (
    <Dialog
      title={text.new}
      isOpen
      onClose={end}
      actions={
        <Button look="main" type="submit" form={formId} busy={create.isBusy}>
          {text.create}
        </Button>
      }
    >
      <Form id={formId} errors={create.errors} onSubmit={() => create.act()}>
        {create.error && <ProblemNotice error={create.error} />}
        <Field label={text.name} name="name">
          <Input value={name} onChange={keep} autoComplete="off" />
        </Field>
      </Form>
    </Dialog>
  )
}

const storedOf = ({ name, version }: Group) => ({ values: { name }, version })

export const RenameGroup = ({ group, onClose }: GroupProps) => {
  const params = { path: { groupId: group.id } }
  const edit = useEdit({
    key: `group ${group.id}`,
    name: group.name,
    words: { name: { label: text.name } },
    stored: storedOf(group),
    read: async () => storedOf(await read(api.GET('/groups/{groupId}', { params }))),
    save: ({ name = '' }, version) =>
      read(api.PATCH('/groups/{groupId}', { params: { ...params, header: onlyVersion(version) }, body: { name } })),
    say: (_, { name }) => ({ title: text.renamed(name.trim()) }),
    onEnd: onClose,
  })
  return (
    <Dialog
      title={text.renameTitle(group.name)}
      isOpen
      onClose={edit.cancel}
      actions={
        <Button look="main" type="submit" form={formId} busy={edit.isBusy}>
          {common.save}
        </Button>
      }
    >
      <Form id={formId} errors={edit.errors} onSubmit={edit.submit}>
        {edit.error && <ProblemNotice error={edit.error} />}
        <Field label={text.name} name="name">
          <Input value={edit.typed.name} onChange={(name) => edit.set({ name })} autoComplete="off" />
        </Field>
      </Form>
      {edit.conflict}
    </Dialog>
  )
}

interface DeleteGroupProps extends GroupProps {
  unassigned: string
}

export const DeleteGroup = ({ group, unassigned, onClose }: DeleteGroupProps) => {
  const { id, name, agreementCount, version } = group
  const navigate = useNavigate({ from: '/agreements' })
  const remove = useAct({
    act: async () => {
      await api.DELETE('/groups/{groupId}', { params: { path: { groupId: id }, header: onlyVersion(version) } })
    },
    say: () => ({ title: text.deleted(name), description: text.deletedHint(agreementCount, unassigned) }),
    done: () => {
      onClose()
      void navigate({ search: {} })
    },
  })
  return (
    <Dialog
      title={text.deleteTitle(name)}
      description={text.deleteHint(agreementCount, unassigned)}
      isOpen
      onClose={onClose}
      actions={
        <Button look="danger" busy={remove.isBusy} onClick={() => remove.act()}>
          {text.delete}
        </Button>
      }
    >
      {remove.error && <ProblemNotice error={remove.error} />}
    </Dialog>
  )
}

export const GroupHistory = ({ group, onClose }: GroupProps) => (
  <Dialog title={text.historyTitle(group.name)} isOpen onClose={onClose} shape="side">
    <History list={groupHistory(group.id)} />
  </Dialog>
)

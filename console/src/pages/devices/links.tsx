import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text } from '../../texts/en/devices.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { focusTitle, Section } from '../../ui/page.tsx'
import styles from './device.module.css'
import { Preview, requestOf } from './preview.tsx'
import type { Device } from './queries.ts'

const said = text.duplicates

const pathOf = (deviceId: string) => ({ params: { path: { deviceId } } })

interface Linked {
  deviceId: string
  to: string
}

const useLink = (onDone: () => void) => {
  const unlink = useAct<Linked>({
    act: ({ deviceId }) => read(api.DELETE('/devices/{deviceId}/link', pathOf(deviceId))),
    say: (_, linked) => ({ title: said.undone, action: { label: text.undo, act: () => link.act(linked) } }),
    done: onDone,
  })
  const link = useAct<Linked>({
    act: ({ deviceId, to }) =>
      read(api.PUT('/devices/{deviceId}/link', { ...pathOf(deviceId), body: { deviceId: to } })),
    say: (_, linked) => ({ title: said.done, action: { label: text.undo, act: () => unlink.act(linked) } }),
    done: onDone,
  })
  return { link, unlink }
}

interface LinkDialogProps {
  title: string
  means: string
  linked: Linked | undefined
  method: 'PUT' | 'DELETE'
  action: string
  act: ReturnType<typeof useLink>['link']
  onClose: () => void
}

const LinkDialog = ({ title, means, linked, method, action, act, onClose }: LinkDialogProps) => (
  <Dialog
    title={title}
    description={means}
    shape="wide"
    isOpen={linked !== undefined}
    onClose={onClose}
    actions={
      <Button look="main" busy={act.isBusy} onClick={() => linked && act.act(linked)}>
        {action}
      </Button>
    }
  >
    {linked && (
      <>
        {act.error && <ProblemNotice error={act.error} />}
        <Preview
          request={requestOf(method, linked.deviceId, 'link', method === 'PUT' ? { deviceId: linked.to } : undefined)}
        />
      </>
    )}
  </Dialog>
)

/** With which device this one counts, and those that count with it. */
export const Links = ({ device, isManager }: { device: Device; isManager: boolean }) => {
  const [unlinked, setUnlinked] = useState<Linked>()
  const close = (): void => {
    setUnlinked(undefined)
    focusTitle()
  }
  const { unlink } = useLink(close)
  const { id, name, linkedTo, linkedDevices } = device
  return (
    <>
      {linkedTo !== undefined && (
        <Notice
          means="plain"
          title={text.linkedTo.title}
          actions={
            isManager && (
              <Button onClick={() => setUnlinked({ deviceId: id, to: linkedTo })}>{text.linkedTo.unlink}</Button>
            )
          }
        >
          <p>
            <Link to="/devices/$deviceId" params={{ deviceId: linkedTo }}>
              {linkedTo}
            </Link>
          </p>
          <p>{text.linkedTo.text}</p>
        </Notice>
      )}
      {linkedDevices.map((linked) => (
        <Notice
          key={linked}
          means="plain"
          title={text.linkedHere}
          actions={
            isManager && (
              <Button onClick={() => setUnlinked({ deviceId: linked, to: id })}>{text.linkedTo.unlink}</Button>
            )
          }
        >
          <p>
            <Link to="/devices/$deviceId" params={{ deviceId: linked }}>
              {linked}
            </Link>
          </p>
        </Notice>
      ))}
      <LinkDialog
        title={said.unlinkDialog(unlinked?.deviceId === id ? name : (unlinked?.deviceId ?? ''))}
        means={said.unlinkMeans}
        linked={unlinked}
        method="DELETE"
        action={text.linkedTo.unlink}
        act={unlink}
        onClose={() => setUnlinked(undefined)}
      />
    </>
  )
}

/** Devices of the same name, which may be the same machine. */
export const Duplicates = ({ device, isManager }: { device: Device; isManager: boolean }) => {
  const [linked, setLinked] = useState<Linked>()
  const { link } = useLink(() => {
    setLinked(undefined)
    focusTitle()
  })
  const { id, name, possibleDuplicates } = device
  if (possibleDuplicates.length === 0) return null
  return (
    <Section title={said.title}>
      <p>{said.lead}</p>
      <ul className={styles.list}>
        {possibleDuplicates.map((other) => (
          <li key={other.id} className={styles.item}>
            <div>
              <Link to="/devices/$deviceId" params={{ deviceId: other.id }}>
                {other.id}
              </Link>
              <p className={styles.soft}>
                {words.inventorySource[other.source] ?? other.source} · {text.lastSeen(other.reportedAt)}
              </p>
            </div>
            {isManager && (
              <Button aria-label={said.linkOf(other.id)} onClick={() => setLinked({ deviceId: other.id, to: id })}>
                {said.link}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <LinkDialog
        title={said.dialog(linked?.deviceId ?? '', name)}
        means={said.means}
        linked={linked}
        method="PUT"
        action={said.link}
        act={link}
        onClose={() => setLinked(undefined)}
      />
    </Section>
  )
}

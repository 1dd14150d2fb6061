import { Toast } from '@base-ui/react/toast'
import { text } from '../texts/en/common.ts'
import { Button, buttonLook } from './button.tsx'
import styles from './toast.module.css'

const toasts = Toast.createToastManager()

interface Told {
  title: string
  /** By which it can be taken away before its time. */
  key?: string
  description?: string
  /** What takes it back, or leads on. */
  action?: { label: string; act: () => void }
}

/** Says at the edge of the page what was done. With an action it stays for longer. */
export const tell = ({ title, key, description, action }: Told): void => {
  const id = toasts.add({
    title,
    ...(key !== undefined && { id: key }),
    ...(description !== undefined && { description }),
    timeout: action ? 15_000 : 6_000,
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          toasts.close(id)
          action.act()
        },
      },
    }),
  })
}

/** Takes away what was told, as it is true no more. */
export const untell = (key: string): void => toasts.close(key)

const List = () => {
  const { toasts: shown } = Toast.useToastManager()
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Content className={styles.content}>
        <Toast.Title className={styles.title} />
        <Toast.Description className={styles.description} />
        <div className={styles.actions}>
          <Toast.Action className={buttonLook()} />
          <Toast.Close render={<Button look="quiet">{text.close}</Button>} />
        </div>
      </Toast.Content>
    </Toast.Root>
  ))
}

export const Toasts = () => (
  <Toast.Provider toastManager={toasts}>
    <Toast.Portal>
      <Toast.Viewport className={styles.viewport}>
        <List />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
)

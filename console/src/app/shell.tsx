import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { session } from '../api/session.ts'
import { Waiting } from '../ledger/loaded.tsx'
import { useMe } from '../ledger/me.ts'
import { text } from '../texts/en/common.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Menu } from '../ui/menu.tsx'
import { Notice } from '../ui/notice.tsx'
import { Empty, focusTitle } from '../ui/page.tsx'
import { Toasts, tell } from '../ui/toast.tsx'
import { earlyKeys } from './early-keys.ts'
import { newVersion } from './new-version.ts'
import { pages } from './pages.ts'
import styles from './shell.module.css'
import { chooseTheme, type Theme } from './theme.ts'

const importFind = () => import('./find.tsx')
const Find = lazy(importFind)

/** Milliseconds after the page was drawn first: what it shows is loaded before. */
const findAfter = 1_500

const themes: readonly Theme[] = ['system', 'light', 'dark']

const useIsOnline = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      for (const event of ['online', 'offline']) window.addEventListener(event, listener)
      return () => {
        for (const event of ['online', 'offline']) window.removeEventListener(event, listener)
      }
    },
    () => navigator.onLine,
  )

/** After another page was opened, reading and keys go on at its title. */
const useFocusOnTitle = (): void => {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const isStatus = useRouterState({ select: ({ status }) => status })
  const shown = useRef(path)
  useEffect(() => {
    if (isStatus !== 'idle' || shown.current === path) return
    shown.current = path
    focusTitle()
    document.getElementById('content')?.scrollTo(0, 0)
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path, isStatus])
}

const useKey = (press: (event: KeyboardEvent) => void): void => {
  useEffect(() => {
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [press])
}

const Navigation = () => (
  <nav aria-label={text.navigation} className={styles.navigation}>
    {pages.map(({ to, name }) => (
      <Link key={to} to={to} className={styles.link} activeOptions={{ exact: to === '/' }}>
        {name}
      </Link>
    ))}
  </nav>
)

const Banners = () => {
  const isOnline = useIsOnline()
  const isNewer = useSyncExternalStore(newVersion.subscribe, newVersion.isThere)
  return (
    <>
      {!isOnline && <Notice means="decide">{text.offline}</Notice>}
      {isNewer && (
        <Notice means="plain" actions={<Button onClick={() => location.reload()}>{text.reload}</Button>}>
          {text.newVersion}
        </Notice>
      )}
    </>
  )
}

const SignedIn = () => {
  const { roles } = useMe()
  const state = useSyncExternalStore(session.subscribe, session.state)
  const isManager = roles.includes('license-manager')
  const name = 'name' in state ? state.name : undefined
  const role = isManager ? text.manager : roles.includes('license-reader') ? text.reader : text.noRole
  return (
    <Menu
      look="quiet"
      label={`${name ?? ''} ${name?.includes(role.toLowerCase()) ? '' : `(${role})`}`.trim()}
      items={[
        ...themes.map((theme) => ({ label: text.theme[theme], act: () => chooseTheme(theme) })),
        { label: text.signOut, act: session.signOut },
      ]}
    />
  )
}

const Content = () => {
  return useMaySee() ? (
    <Outlet />
  ) : (
    <Empty title={text.session.noRoleTitle} actions={<Button onClick={session.signOut}>{text.signOut}</Button>}>
      <p>{text.session.noRoleHint}</p>
    </Empty>
  )
}

const Expired = () => {
  const state = useSyncExternalStore(session.subscribe, session.state)
  return (
    <Dialog
      title={text.session.expired}
      description={text.session.expiredHint}
      isOpen={state.is === 'expired'}
      onClose={() => {}}
      closeLabel={text.signOut}
      actions={
        <Button
          look="main"
          onClick={() =>
            void session
              .signInBeside()
              .catch((error: unknown) => tell({ title: text.session.failed, description: String(error) }))
          }
        >
          {text.signIn}
        </Button>
      }
    />
  )
}

const useMaySee = (): boolean => {
  const { roles } = useMe()
  return roles.includes('license-manager') || roles.includes('license-reader')
}

const Finding = () => {
  const maySee = useMaySee()
  const [isOpen, setOpen] = useState(false)
  // It is there before somebody opens it and types on.
  useEffect(() => {
    const later = setTimeout(() => void importFind().catch(() => {}), findAfter)
    return () => clearTimeout(later)
  }, [])
  useKey((event) => {
    if (!maySee || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
    event.preventDefault()
    if (isOpen) return
    earlyKeys.keep()
    setOpen(true)
  })
  if (!maySee) return null
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-keyshortcuts="Control+K">
        {text.find} <kbd className={styles.key}>{text.findHint}</kbd>
      </Button>
      {isOpen && (
        <Suspense>
          <Find onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

export const Shell = () => {
  useFocusOnTitle()
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        {text.skip}
      </a>
      <header className={styles.top}>
        <Link to="/" className={styles.product}>
          {text.product}
        </Link>
        <span className={styles.space} />
        <Suspense>
          <Finding />
          <SignedIn />
        </Suspense>
      </header>
      <Navigation />
      <main id="content" tabIndex={-1} className={styles.content}>
        <Banners />
        <Suspense fallback={<Waiting />}>
          <Content />
        </Suspense>
      </main>
      <Expired />
      <Toasts />
    </div>
  )
}

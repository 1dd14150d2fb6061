import { type ReactNode, useEffect } from 'react'
import { text } from '../texts/en/common.ts'
import styles from './page.module.css'

interface PageProps {
  title: string
  /** Beside the title: a status, what the page is part of. */
  aside?: ReactNode
  /** One line below the title. */
  lead?: ReactNode
  /** Its buttons, the one main action last. */
  actions?: ReactNode
  children: ReactNode
}

/** Reading and keys go on at the title of the page: what had the focus is gone. A dialog that was opened meanwhile keeps it. */
export const focusTitle = (): void => {
  // What was just done is told in a dialog, too, which takes no focus.
  if (document.querySelector('[data-takes-focus][data-open]') === null)
    document.querySelector<HTMLElement>('[data-page-title]')?.focus({ preventScroll: true })
}

/** One page: one title, one main action, and its most important number first. */
export const Page = ({ title, aside, lead, actions, children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · ${text.product}`
  }, [title])
  return (
    <article className={styles.page}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1 tabIndex={-1} data-page-title>
            {title}
          </h1>
          {aside}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        {lead !== undefined && <div className={styles.lead}>{lead}</div>}
      </header>
      {children}
    </article>
  )
}

interface SectionProps {
  title: string
  /** At the right of the title. */
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page with a heading of its own. */
export const Section = ({ title, actions, children }: SectionProps) => (
  <section className={styles.section} aria-label={title}>
    <header className={styles.sectionHead}>
      <h2>{title}</h2>
      {actions}
    </header>
    {children}
  </section>
)

/** Controls in one line that wraps: filters, buttons. */
export const Bar = ({ children }: { children: ReactNode }) => <div className={styles.bar}>{children}</div>

/** Names with their values. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className={styles.facts}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

interface EmptyProps {
  title: string
  children?: ReactNode
  actions?: ReactNode
}

/** What stands where nothing is yet: it says what to do. */
export const Empty = ({ title, children, actions }: EmptyProps) => (
  <div className={styles.empty}>
    <h2>{title}</h2>
    {children}
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </div>
)

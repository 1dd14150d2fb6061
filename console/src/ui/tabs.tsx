import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

interface Tab {
  id: string
  label: string
  content: ReactNode
}

interface TabsProps {
  label: string
  tabs: readonly Tab[]
  current: string
  onChange: (id: string) => void
}

/** Only the current tab's content is drawn. */
export const Tabs = ({ label, tabs, current, onChange }: TabsProps) => (
  <Base.Root value={current} onValueChange={(id) => onChange(String(id))} className={styles.tabs}>
    <Base.List className={styles.list} aria-label={label}>
      {tabs.map((tab) => (
        <Base.Tab key={tab.id} value={tab.id} className={styles.tab}>
          {tab.label}
        </Base.Tab>
      ))}
    </Base.List>
    {tabs.map((tab) => (
      <Base.Panel key={tab.id} value={tab.id} className={styles.panel}>
        {tab.content}
      </Base.Panel>
    ))}
  </Base.Root>
)

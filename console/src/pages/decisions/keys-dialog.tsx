import { Fragment } from 'react'
import { text } from '../../texts/en/decisions.ts'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './decisions.module.css'

export const KeysDialog = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => (
  <Dialog title={text.keysTitle} description={text.keysHint} isOpen={isOpen} onClose={onClose}>
    <dl className={styles.keys}>
      {text.keyList.map(([keys, act]) => (
        <Fragment key={keys}>
          <dt>{keys}</dt>
          <dd>{act}</dd>
        </Fragment>
      ))}
    </dl>
  </Dialog>
)

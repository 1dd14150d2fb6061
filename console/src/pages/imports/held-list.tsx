import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { ImportStatus } from '../../ledger/import-status.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { fileSize, text } from '../../texts/en/imports.ts'
import { words } from '../../texts/en/words.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Status } from '../../ui/status.tsx'
import { ChoiceDialog } from './choice-dialog.tsx'
import { type HeldFile, heldFiles, useHeldFiles } from './held-files.ts'
import styles from './held-list.module.css'
import { kindOf } from './kinds.ts'
import { importQuery } from './queries.ts'
import { isUnderWay } from './state.ts'

const said = text.held

const Sent = ({ importId }: { importId: string }) => {
  const { data } = useQuery(importQuery(importId))
  if (!data) return <span>{said.sent}</span>
  if (isUnderWay(data) && data.progress.total > 0)
    return <Progress label={text.running.checking} done={data.progress.done} total={data.progress.total} />
  return (
    <span className={styles.result}>
      <ImportStatus of={data} />
      {!isUnderWay(data) && data.counts.rejected > 0 && (
        <Status means="short">{text.wrongLines(data.counts.rejected)}</Status>
      )}
    </span>
  )
}

const asks = ({ recognized }: HeldFile): string => {
  if (!recognized?.kind) return said.notRecognized
  return recognized.missing.length > 0 ? said.needsOption : said.unsure
}

const stateOf = (one: HeldFile): ReactNode => {
  switch (one.phase) {
    case 'recognizing':
      return said.recognizing
    case 'asking':
      return <Status means="decide">{asks(one)}</Status>
    case 'waiting':
      return said.waiting
    case 'preparing':
      return said.preparing
    case 'uploading':
      return <Progress label={said.uploading} done={one.sent} total={one.file.size} show={fileSize} />
    case 'sent':
      return one.importId !== undefined && <Sent importId={one.importId} />
    case 'failed':
      return null
  }
}

const Taken = ({ of: { choice, recognized } }: { of: HeldFile }) => {
  const kind = choice?.kind ?? kindOf(recognized?.kind)
  return (
    <>
      {kind !== undefined && (
        <p>
          {kind === recognized?.kind ? said.takenFor : said.chosen}: <strong>{words.importKind[kind]}</strong>
        </p>
      )}
      {recognized?.isReadable && <p className={styles.soft}>{recognized.reason}</p>}
    </>
  )
}

const Row = ({ one, onSettings }: { one: HeldFile; onSettings: () => void }) => {
  const { key, file, phase, importId, problem, choice, recognized } = one
  const isReadable = recognized?.isReadable !== false
  const canChoose = isReadable && (phase === 'asking' || phase === 'waiting' || phase === 'failed')
  return (
    <li className={styles.row}>
      <div>
        <strong>{file.name}</strong> <span className={styles.soft}>{fileSize(file.size)}</span>
        <Taken of={one} />
      </div>
      <div role="status" className={styles.state}>
        {stateOf(one)}
      </div>
      <div className={styles.actions}>
        {canChoose && (
          <Button look={phase === 'asking' ? 'main' : 'plain'} onClick={onSettings}>
            {said.settings}
          </Button>
        )}
        {phase === 'sent' && importId !== undefined && (
          <Link to="/imports/$importId" params={{ importId }} className={buttonLook('plain')}>
            {said.open}
          </Link>
        )}
        <Button look="quiet" aria-label={said.remove(file.name)} onClick={() => heldFiles.remove(key)}>
          ✕
        </Button>
      </div>
      {phase === 'failed' && (
        <div className={styles.problem}>
          {isReadable ? (
            <ProblemNotice
              error={problem}
              {...(choice || !recognized ? { onRetry: () => heldFiles.retry(key) } : {})}
            />
          ) : (
            <Notice means="short" title={said.unreadable}>
              <p>{recognized?.reason}</p>
            </Notice>
          )}
        </div>
      )}
    </li>
  )
}

/** Files that were dropped, from recognizing what they are to the end of their check. */
export const HeldList = () => {
  const held = useHeldFiles()
  const [settings, setSettings] = useState<string>()
  const chosen = held.find(({ key }) => key === settings)
  if (held.length === 0) return null
  return (
    <Section
      title={said.title}
      actions={
        held.some(({ phase }) => phase === 'sent') && (
          <Button look="quiet" onClick={heldFiles.clear}>
            {said.clear}
          </Button>
        )
      }
    >
      <ul className={styles.list}>
        {held.map((one) => (
          <Row key={one.key} one={one} onSettings={() => setSettings(one.key)} />
        ))}
      </ul>
      {chosen && (
        <ChoiceDialog
          file={chosen.file}
          choice={chosen.choice}
          kind={kindOf(chosen.recognized?.kind)}
          reason={chosen.recognized?.reason}
          onClose={() => setSettings(undefined)}
          onCheck={(choice) => {
            setSettings(undefined)
            heldFiles.choose(chosen.key, choice)
          }}
        />
      )}
    </Section>
  )
}

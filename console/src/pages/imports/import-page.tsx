import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { groupsQuery } from '../../ledger/groups.ts'
import { ImportStatus } from '../../ledger/import-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager, usePersonName } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { pageNames } from '../../texts/en/common.ts'
import { errorWords } from '../../texts/en/import-errors.ts'
import { text } from '../../texts/en/imports.ts'
import { words } from '../../texts/en/words.ts'
import { time } from '../../texts/format.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Facts, focusTitle, Page, Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { ChoiceDialog } from './choice-dialog.tsx'
import { DropTarget, FileButton } from './drop-target.tsx'
import { ErrorList } from './error-list.tsx'
import { type Choice, type HeldFile, useHeldFiles } from './held-files.ts'
import { fileKinds, type Import } from './kinds.ts'
import { Counts, sayOutcome } from './outcome.tsx'
import { importQuery } from './queries.ts'
import { acts, changing, isUnderWay, undoUntil } from './state.ts'
import { useTakeFiles } from './use-take-files.ts'

const route = getRouteApi('/imports/$importId')

const runningWords = ({ status, dryRun, undo }: Import): string => {
  if (undo?.status === 'running') return text.running.undoing
  if (status === 'awaiting-upload' || status === 'queued') return text.running[status]
  return dryRun ? text.running.checking : text.running.importing
}

/** How this file was read, for another one that replaces it. */
const choiceOf = ({ kind, groupId, group, program, deviceId, reportedAt, onError }: Import): Choice | undefined => {
  if (kind === undefined) return undefined
  const options = { ...(deviceId !== undefined && { deviceId }), ...(reportedAt !== undefined && { reportedAt }) }
  const { takes } = fileKinds[kind]
  return {
    kind,
    onError,
    ...(takes.includes('group') && groupId !== undefined && { group: { id: groupId } }),
    ...(takes.includes('group') && groupId === undefined && group !== undefined && { group: { name: group } }),
    ...(program !== undefined && { program }),
    ...(takes.includes('device') && Object.keys(options).length > 0 && { options }),
  }
}

const useImportActs = (importId: string) => {
  const params = { path: { importId } }
  const commit = useAct({ act: () => read(api.POST('/imports/{importId}/commit', { params })), done: focusTitle })
  const cancel = useAct({ act: () => read(api.POST('/imports/{importId}/cancel', { params })), done: focusTitle })
  const undo = useAct({ act: () => read(api.POST('/imports/{importId}/undo', { params })), done: focusTitle })
  return { commit, cancel, undo }
}

type Asked = 'commit' | 'cancel' | 'undo' | 'again'

interface ActionsProps {
  run: Import
  /** Its file, while the page that it was dropped on is open. */
  file: HeldFile | undefined
  files: ReturnType<typeof useTakeFiles>
}

/** What can be done with an import, and what that means before it is done. */
const useActions = ({ run, file, files }: ActionsProps): { buttons: ReactNode; dialogs: ReactNode; error: unknown } => {
  const [asked, setAsked] = useState<Asked>()
  const { commit, cancel, undo } = useImportActs(run.id)
  const may = acts(run, Date.now())
  const { rejected } = run.counts
  const good = changing(run)
  const close = (): void => setAsked(undefined)
  const isFinal = may.noUndo !== undefined
  const buttons = (
    <>
      {may.cancel && (
        <Button
          busy={cancel.isBusy}
          onClick={() => (run.dryRun || run.status === 'awaiting-upload' ? cancel.act() : setAsked('cancel'))}
        >
          {run.dryRun ? text.cancelCheck : text.cancel}
        </Button>
      )}
      {may.undo && (
        <Button look="danger" busy={undo.isBusy} onClick={() => setAsked('undo')}>
          {text.undo}
        </Button>
      )}
      {run.dryRun && !isUnderWay(run) && rejected > 0 && (
        <FileButton label={text.chooseCorrected} look="plain" onFiles={files.take} />
      )}
      {file && run.dryRun && !isUnderWay(run) && (
        <Button onClick={() => setAsked('again')}>
          {run.status === 'rejected' && rejected > 0 ? text.checkSkipping : text.checkAs}
        </Button>
      )}
      {may.commit && good > 0 && (
        <Button
          look="main"
          busy={commit.isBusy}
          onClick={() => (rejected > 0 || isFinal ? setAsked('commit') : commit.act())}
        >
          {text.commit(good)}
        </Button>
      )}
    </>
  )
  const dialogs = (
    <>
      <Dialog
        title={text.commitAgain.title(good)}
        description={
          <>
            {rejected > 0 && <p>{text.commitAgain.description(rejected)}</p>}
            {may.noUndo && <p>{noUndoWords(run)}</p>}
          </>
        }
        isOpen={asked === 'commit'}
        onClose={close}
        actions={
          <Button
            look="main"
            onClick={() => {
              close()
              commit.act()
            }}
          >
            {text.commit(good)}
          </Button>
        }
      />
      <Dialog
        title={text.cancelAgain.title}
        description={text.cancelAgain.description}
        isOpen={asked === 'cancel'}
        onClose={close}
        closeLabel={text.goOn}
        actions={
          <Button
            look="danger"
            onClick={() => {
              close()
              cancel.act()
            }}
          >
            {text.cancel}
          </Button>
        }
      />
      <Dialog
        title={text.undoAgain.title}
        description={text.undoAgain.description}
        isOpen={asked === 'undo'}
        onClose={close}
        actions={
          <Button
            look="danger"
            onClick={() => {
              close()
              undo.act()
            }}
          >
            {text.undo}
          </Button>
        }
      />
      {asked === 'again' && file && (
        <ChoiceDialog
          file={file.file}
          choice={file.choice && { ...file.choice, onError: 'skip' }}
          kind={run.kind}
          reason={file.recognized?.reason}
          onClose={close}
          onCheck={(choice) => {
            close()
            files.again(file.key, choice)
          }}
        />
      )}
    </>
  )
  return { buttons, dialogs, error: commit.error ?? cancel.error ?? undo.error }
}

const noUndoWords = ({ kind }: Import): string | undefined =>
  kind === 'inventory' || kind === 'catalog' || kind === 'entitlements' ? text.noUndo[kind] : undefined

/** Whether it can be taken back, once it is imported. */
const undoWords = (run: Import): string | undefined => {
  const may = acts(run, Date.now())
  if (may.undo) return text.undoUntil(undoUntil(run))
  return may.commit || (run.status === 'completed' && changing(run) > 0) ? noUndoWords(run) : undefined
}

const Running = ({ run }: { run: Import }) => (
  <>
    <div role="status">
      <Progress
        label={runningWords(run)}
        done={run.progress.done}
        total={run.undo?.status === 'running' || run.status !== 'processing' ? 0 : run.progress.total}
      />
    </div>
    <p>{run.status === 'awaiting-upload' ? text.awaiting : text.leave}</p>
  </>
)

const FileErrors = ({ run }: { run: Import }) =>
  run.errors
    .filter(({ line }) => line === undefined)
    .map(({ code, message }) => (
      <Notice key={code} means="short" title={errorWords[code]?.title ?? code}>
        <p>{message}</p>
        <p>
          {errorWords[code]?.fix} <small>{code}</small>
        </p>
      </Notice>
    ))

const LineErrors = ({ run, isManager }: { run: Import; isManager: boolean }) => {
  const ofLines = run.errors.filter(({ line }) => line !== undefined)
  if (ofLines.length === 0) return null
  const { rejected } = run.counts
  return (
    <Section
      title={text.errors.lines}
      actions={
        run.errorReportUrl !== undefined && (
          <a href={run.errorReportUrl} className={buttonLook()} download>
            {text.errors.all}
          </a>
        )
      }
    >
      {rejected > ofLines.length && <p>{text.errors.first(ofLines.length, rejected)}</p>}
      {!isManager && <p>{text.errors.reader}</p>}
      <ErrorList run={run} errors={ofLines} isManager={isManager} />
    </Section>
  )
}

const Undone = ({ run, isManager }: { run: Import; isManager: boolean }) => {
  const { undo } = run
  if (!undo || undo.status === 'running') return null
  const said = text.undoing
  return (
    <Section
      title={said.title}
      actions={
        undo.leftReportUrl !== undefined && (
          <a href={undo.leftReportUrl} className={buttonLook()} download>
            {said.all}
          </a>
        )
      }
    >
      {undo.status === 'failed' && <Notice means="short">{said.failed}</Notice>}
      <Facts
        facts={[
          [said.agreements, undo.agreements],
          [said.pairs, undo.pairs],
          [said.restored, undo.restored],
          [said.left, undo.left],
        ]}
      />
      {undo.leftItems.length > 0 && <ErrorList run={run} errors={undo.leftItems} isManager={isManager} />}
    </Section>
  )
}

const About = ({ run }: { run: Import }) => {
  const personName = usePersonName()
  const { data: groups } = useQuery({ ...groupsQuery, enabled: run.groupId !== undefined })
  const said = text.facts
  const group = run.group ?? groups?.find(({ id }) => id === run.groupId)?.name ?? run.groupId
  const facts: (readonly [string, ReactNode] | undefined)[] = [
    group === undefined ? undefined : [said.group, group],
    run.program === undefined ? undefined : [said.program, text.choice.programs[run.program]],
    run.deviceId === undefined ? undefined : [said.device, run.deviceId],
    run.reportedAt === undefined ? undefined : [said.reportedAt, time(run.reportedAt)],
    [said.onError, run.onError === 'skip' ? text.choice.skip : text.choice.reject],
    [said.came, run.trigger === 'drop' ? text.dropped : said.uploaded],
    run.trigger === 'drop' && run.by?.startsWith('drop:') ? undefined : [said.by, personName(run.by ?? '')],
    [said.started, time(run.startedAt)],
    run.finishedAt === undefined ? undefined : [said.finished, time(run.finishedAt)],
  ]
  return (
    <Section title={said.title}>
      <Facts facts={facts.flatMap((fact) => (fact ? [fact] : []))} />
    </Section>
  )
}

/** What the file is taken for, and why, as long as the page that it was dropped on is open. */
const sayKind = ({ kind, layout, source }: Import, file: HeldFile | undefined): string => {
  if (kind === undefined) return text.unknownKind
  const name = words.importKind[kind]
  const read = layout ?? source
  const { recognized, choice } = file ?? {}
  const why = recognized && choice?.kind === recognized.kind ? recognized.reason : undefined
  return text.readAs(
    name,
    read === undefined ? undefined : (text.layouts[read] ?? words.inventorySource[read] ?? read),
    why,
  )
}

const Shown = ({ run }: { run: Import }) => {
  const isManager = useIsManager()
  const file = useHeldFiles().find(({ importId }) => importId === run.id)
  const choice = choiceOf(run)
  const files = useTakeFiles(choice && { fileName: run.fileName, choice })
  const { buttons, dialogs, error } = useActions({ run, file, files })
  const isOpen = isUnderWay(run)
  return (
    <Page
      title={run.fileName}
      aside={<ImportStatus of={run} />}
      lead={
        <>
          {!isOpen && <p>{sayOutcome(run, isManager)}</p>}
          <p>{sayKind(run, file)}</p>
        </>
      }
      actions={isManager && buttons}
    >
      {isManager && <DropTarget onFiles={files.take} />}
      {error !== null && <ProblemNotice error={error} />}
      {isOpen ? <Running run={run} /> : <Counts of={run} />}
      {isManager && !isOpen && undoWords(run) !== undefined && <p>{undoWords(run)}</p>}
      <Undone run={run} isManager={isManager} />
      <FileErrors run={run} />
      <LineErrors run={run} isManager={isManager} />
      {run.warnings !== undefined && run.warnings.length > 0 && (
        <Section title={text.errors.warnings}>
          <ErrorList run={run} errors={run.warnings} isManager={isManager} />
        </Section>
      )}
      <About run={run} />
      {dialogs}
    </Page>
  )
}

/** One import: its address finds it again after a reload, and on another machine. */
export const ImportPage = () => {
  const { importId } = route.useParams()
  const query = useQuery(importQuery(importId))
  return query.data ? (
    <Shown run={query.data} />
  ) : (
    <Page title={pageNames.imports}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  )
}

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { text } from '../../texts/en/imports.ts'
import { Button } from '../../ui/button.tsx'
import { tell } from '../../ui/toast.tsx'
import styles from './drop-target.module.css'

interface TakesFiles {
  onFiles: (files: readonly File[]) => void
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

/** The files of a drop; folders cannot be read. */
const filesOf = ({ dataTransfer }: DragEvent): File[] => {
  const items = [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
  const files = items.filter((item) => !item.webkitGetAsEntry()?.isDirectory)
  if (files.length < items.length) tell({ title: text.held.folder })
  return files.flatMap((item) => item.getAsFile() ?? [])
}

/** Takes files that are dropped anywhere on the page. */
export const DropTarget = ({ onFiles }: TakesFiles) => {
  const [isOver, setOver] = useState(false)
  const over = useEffectEvent((event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setOver(true)
  })
  const leave = useEffectEvent((event: DragEvent): void => {
    if (event.relatedTarget === null) setOver(false)
  })
  const drop = useEffectEvent((event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setOver(false)
    onFiles(filesOf(event))
  })
  useEffect(() => {
    const listeners = { dragover: over, dragleave: leave, drop } as const
    const each = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][]
    for (const [name, listener] of each) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of each) window.removeEventListener(name, listener)
    }
  }, [])
  return isOver ? <div className={styles.over}>{text.dropHere}</div> : null
}

/** The same by a button. */
export const FileButton = ({ onFiles, label, look }: TakesFiles & { label: string; look: 'main' | 'plain' }) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept=".csv,.xlsx,.zip"
        aria-label={label}
        aria-hidden="true"
        className={styles.input}
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          // So that the same file, corrected, can be chosen again.
          currentTarget.value = ''
        }}
      />
      <Button look={look} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  )
}

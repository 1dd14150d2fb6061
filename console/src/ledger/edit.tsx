import { useState } from 'react'
import { Problem } from '../api/problem.ts'
import { refreshAll } from '../api/queries.ts'
import { useDraft } from '../ui/draft.ts'
import { useAct } from './act.ts'
import { Conflict, type FieldWords, type Stored } from './conflict.tsx'
import { changedFields } from './merge.ts'

interface Draft<Values> {
  typed: Values
  /** What the form showed at first, and its version: what is typed is a change to exactly that. */
  was: Values
  version: number
}

interface Edit<Values extends object, Output> {
  /** Names the form and what it edits. */
  key: string
  /** What is edited, by its name. */
  name: string
  words: FieldWords<Values>
  /** What is stored when the form opens. Values are JSON. */
  stored: Stored<Values>
  /** Reads what is stored now. */
  read: () => Promise<Stored<Values>>
  /** @param changed the fields that differ, at least one @param version for `onlyVersion` @param all the whole form */
  save: (changed: Partial<Values>, version: number, all: Values) => Promise<Output>
  say?: Parameters<typeof useAct<Values, Output | undefined>>[0]['say']
  /** Closes the form: it is saved, or what was typed is given up. */
  onEnd: () => void
}

/**
 * A form that edits something with a version. What is typed outlives a reload. Where somebody else was faster, `conflict`
 * shows what it was, what was typed and what it is now, and the person decides.
 */
export const useEdit = <Values extends object, Output>(edit: Edit<Values, Output>) => {
  const { key, name, words, stored, read, save, say, onEnd } = edit
  const [draft, keep, drop] = useDraft<Draft<Values>>(key, {
    typed: stored.values,
    was: stored.values,
    version: stored.version,
  })
  const [now, setNow] = useState<Stored<Values>>()

  const end = (): void => {
    setNow(undefined)
    drop()
    onEnd()
  }
  const act = useAct<Draft<Values>, Output | undefined>({
    act: async ({ typed, was, version }) => {
      const changed = changedFields(was, typed)
      if (Object.keys(changed).length === 0) return undefined
      try {
        return await save(changed, version, typed)
      } catch (error) {
        if (error instanceof Problem && error.code === 'stale-version') setNow(await read())
        throw error
      }
    },
    say: (output, { typed }) => (output === undefined ? undefined : say?.(output, typed)),
    done: end,
  })
  const { typed, was } = draft

  return {
    typed,
    set: (changed: Partial<Values>) => keep({ ...draft, typed: { ...typed, ...changed } }),
    hasChanges: Object.keys(changedFields(was, typed)).length > 0,
    submit: () => act.act(draft),
    cancel: end,
    isBusy: act.isBusy,
    error: act.error,
    errors: act.errors,
    /** Stands in the form, below everything else. */
    conflict: now && (
      <Conflict
        name={name}
        words={words}
        was={was}
        mine={typed}
        now={now}
        isBusy={act.isBusy}
        onSave={(chosen) => {
          const next = { typed: chosen, was: now.values, version: now.version }
          keep(next)
          setNow(undefined)
          act.act(next)
        }}
        onDiscard={() => {
          end()
          void refreshAll()
        }}
        onClose={() => setNow(undefined)}
      />
    ),
  }
}

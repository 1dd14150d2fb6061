import { useMutation } from '@tanstack/react-query'
import { useCallback, useMemo, useRef } from 'react'
import { fieldErrors } from '../api/problem.ts'
import { refreshAll } from '../api/queries.ts'
import { tell } from '../ui/toast.tsx'
import { keepFocus } from './keep-focus.ts'

interface Act<Input, Output> {
  act: (input: Input) => Promise<Output>
  /** What to say when it is done, with what takes it back. */
  say?: (output: Output, input: Input) => Parameters<typeof tell>[0] | undefined
  /** What the page does then: close a dialog, go somewhere. */
  done?: (output: Output, input: Input) => void
}

const keyOf = (input: unknown): string => JSON.stringify(input) ?? ''

/**
 * A change of the ledger. When it is done, all that is shown is read again, as one fact moves many conclusions. On a
 * problem nothing that was typed is lost: `errors` stand at their fields, `error` for the rest.
 */
export const useAct = <Input = void, Output = unknown>({ act, say, done }: Act<Input, Output>) => {
  // What is under way: the second half of a double click may come before its button says that it is busy.
  const sent = useRef(new Set<string>())
  const mutation = useMutation<Output, Error, Input>({
    mutationFn: (input) => act(input).finally(() => sent.current.delete(keyOf(input))),
    onSuccess: (output, input) => {
      const told = say?.(output, input)
      if (told) tell(told)
      done?.(output, input)
      keepFocus(refreshAll())
    },
  })
  const { mutate, isPending, error, reset } = mutation
  // Keeps its identity until the next problem: a form takes a new object for new problems and shows them again.
  const errors = useMemo(() => fieldErrors(error), [error])
  const actOnce = useCallback(
    (input: Input) => {
      if (sent.current.has(keyOf(input))) return
      sent.current.add(keyOf(input))
      mutate(input)
    },
    [mutate],
  )
  return { act: actOnce, isBusy: isPending, error, errors, reset }
}

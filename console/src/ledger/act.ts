import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { fieldErrors } from '../api/problem.ts'
import { refreshAll } from '../api/queries.ts'
import { tell } from '../ui/toast.tsx'

interface Act<Input, Output> {
  act: (input: Input) => Promise<Output>
  /** What to say when it is done, with what takes it back. */
  say?: (output: Output, input: Input) => Parameters<typeof tell>[0] | undefined
  /** What the page does then: close a dialog, go somewhere. */
  done?: (output: Output, input: Input) => void
}

/**
 * A change of the ledger. When it is done, all that is shown is read again, as one fact moves many conclusions. On a
 * problem nothing that was typed is lost: `errors` stand at their fields, `error` for the rest.
 */
export const useAct = <Input = void, Output = unknown>({ act, say, done }: Act<Input, Output>) => {
  const mutation = useMutation<Output, Error, Input>({
    mutationFn: act,
    onSuccess: (output, input) => {
      const told = say?.(output, input)
      if (told) tell(told)
      done?.(output, input)
      void refreshAll()
    },
  })
  const { mutate, isPending, error, reset } = mutation
  // The same object until the next problem: a form shows those again that it gets anew.
  const errors = useMemo(() => fieldErrors(error), [error])
  return { act: mutate, isBusy: isPending, error, errors, reset }
}

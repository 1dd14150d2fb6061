import { refreshAll } from '../api/queries.ts'
import { text } from '../texts/en/common.ts'
import { tell } from '../ui/toast.tsx'

/** What a message offers after a change: it takes the change back and says so, or what was in the way. */
export const undoing = (takeBack: () => Promise<unknown>) => ({
  label: text.undo,
  act: () => {
    void takeBack()
      .then(
        () => tell({ title: text.undone }),
        (error: unknown) => tell({ title: text.notUndone, description: String(error) }),
      )
      .then(refreshAll)
  },
})

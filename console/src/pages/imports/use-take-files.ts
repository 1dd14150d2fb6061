import { useNavigate, useRouter } from '@tanstack/react-router'
import { type Choice, heldFiles, type Like } from './held-files.ts'

/**
 * Takes files that were dropped or chosen: they stand on the page of imports until they are sent, and a single one opens
 * its import then, unless the person went elsewhere meanwhile.
 */
export const useTakeFiles = (like?: Like) => {
  const navigate = useNavigate()
  const router = useRouter()
  const onSent = (importId: string): void => {
    if (router.state.location.pathname !== '/imports') return
    void navigate({ to: '/imports/$importId', params: { importId } })
  }
  return {
    take: (files: readonly File[]): void => {
      if (files.length === 0) return
      void navigate({ to: '/imports' })
      heldFiles.take(files, { like, onSent })
    },
    /** Checks a file once more, read in another way. */
    again: (key: string, choice: Choice): void => {
      void navigate({ to: '/imports' })
      heldFiles.again(key, choice, onSent)
    },
  }
}

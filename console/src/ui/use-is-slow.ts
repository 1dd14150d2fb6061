import { useEffect, useState } from 'react'

/** Milliseconds after which waiting is explained. */
const patience = 5_000

/** Whether something has been waited for so long that it should be said. */
export const useIsSlow = (isWaiting: boolean): boolean => {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    if (!isWaiting) return
    const timer = setTimeout(() => setSlow(true), patience)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [isWaiting])
  return isSlow
}

import { useSyncExternalStore } from 'react'

let isPrinting = false

const subscribe = (listener: () => void): (() => void) => {
  const begin = (): void => {
    isPrinting = true
    listener()
  }
  const end = (): void => {
    isPrinting = false
    listener()
  }
  window.addEventListener('beforeprint', begin)
  window.addEventListener('afterprint', end)
  return () => {
    window.removeEventListener('beforeprint', begin)
    window.removeEventListener('afterprint', end)
  }
}

/** Whether the page is being printed: then everything that was loaded is drawn, in sight or not. */
export const useIsPrinting = (): boolean => useSyncExternalStore(subscribe, () => isPrinting)

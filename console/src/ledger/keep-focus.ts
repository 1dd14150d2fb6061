import { focusTitle } from '../ui/page.tsx'

/** Milliseconds after which a dialog that closes has given the focus back, or has found nothing to give it to. */
const drawn = 100

/**
 * What has the focus may be gone with what it was about, as soon as one part of the page is read again: reading then goes
 * on at the title. @param ending what is read again
 */
export const keepFocus = (ending: Promise<unknown>): void => {
  let isLooking = false
  const look = (): void => {
    if (isLooking) return
    isLooking = true
    setTimeout(() => {
      isLooking = false
      if (document.activeElement === document.body) focusTitle()
    }, drawn)
  }
  const observer = new MutationObserver(look)
  observer.observe(document.body, { childList: true, subtree: true })
  void ending.finally(() => {
    observer.disconnect()
    look()
  })
}

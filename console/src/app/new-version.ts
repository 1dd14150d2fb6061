import { readConfig } from '../api/config.ts'

/** Milliseconds between two looks at the version of the service. */
const pause = 5 * 60_000
const reloadedKey = 'reloaded-at'

let known: string | undefined
let isNewer = false
const listeners = new Set<() => void>()

const look = async (): Promise<void> => {
  const { version } = await readConfig()
  known ??= version
  if (version === known || isNewer) return
  isNewer = true
  for (const listener of listeners) listener()
}

/** Looks now and then, and on coming back to the tab, whether another version was deployed meanwhile. */
export const watchDeployments = (): void => {
  const lookQuietly = (): void => void look().catch(() => {})
  lookQuietly()
  setInterval(lookQuietly, pause)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && lookQuietly())
  // A part of the page that is gone means that another version was deployed. What was typed is kept: useDraft.
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(reloadedKey) ?? 0)
    if (Date.now() - last < 10_000) return
    event.preventDefault()
    sessionStorage.setItem(reloadedKey, String(Date.now()))
    location.reload()
  })
}

export const newVersion = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  isThere: () => isNewer,
}

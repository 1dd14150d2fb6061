import { readFileSync } from 'node:fs'

const interval = 500

/** npm runs a script through a shell, which waits for it or has become it. Only Linux tells which. */
const npmProcess = (): number => {
  try {
    const parent = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    const [, command = '', grandparent] = /^\d+ \((.*)\) \S (\d+)/s.exec(parent) ?? []
    return /^(ba|da)?sh$/.test(command) ? Number(grandparent) : process.ppid
  } catch {
    return process.ppid
  }
}

/** Tells when the npm that started this process ended without passing a signal on, as at `kill -9`. */
export const whenNpmEnds = (ended: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return
  const npm = npmProcess()
  setInterval(() => npmProcess() === npm || ended(), interval).unref()
}

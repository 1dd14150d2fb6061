import { processesOf, type RunningProcess } from './local-stack.ts'

export const endAll = (processes: readonly Pick<RunningProcess, 'pid'>[]): void => {
  for (const { pid } of processes) process.kill(pid, 'SIGKILL')
}

/** Workers of the stack in a directory. @param role only those that do this; infra/local/workers.ts */
export const workersOf = (directory: string, role = ''): RunningProcess[] =>
  processesOf(directory).filter(({ commandLine }) => commandLine.includes(`worker.ts ${role}`))

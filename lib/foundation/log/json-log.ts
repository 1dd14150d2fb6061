import { type Log, serviceName } from './log.ts'

const toStdout = (line: string): void => void process.stdout.write(line)

/**
 * The log of a function behind the API: lines as Powertools' Logger writes them, without the 21 kB that it would add to
 * bundles of which the largest has 22 kB left.
 */
export const jsonLog = (service = serviceName(), write = toStdout): Log => {
  const at =
    (level: string): Log['info'] =>
    (message, fields) =>
      write(`${JSON.stringify({ level, message, timestamp: new Date(), service, ...fields })}\n`)
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}

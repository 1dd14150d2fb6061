/**
 * Runs a program for as long as this process's standard input is open: `node leash.ts <lock file> <program> <argument>...`
 * Whoever starts it holds the other end, so the program ends with it, even when that was killed with -9.
 * The lock keeps a second run off the same data until the program of the first has ended.
 */
import { spawn } from 'node:child_process'
import { holdLock } from '../lock.ts'

const patience = 10_000
const killAfter = 5_000

const [lockFile = '', command = '', ...args] = process.argv.slice(2)

const release = lockFile === '' ? () => {} : holdLock(lockFile, patience)
if (!release) {
  console.error(`Another process uses what ${lockFile} guards.`)
  process.exit(1)
}

const program = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
const end = () => {
  program.kill()
  setTimeout(() => program.kill('SIGKILL'), killAfter)
}
program.on('error', ({ message }) => {
  console.error(message)
  process.exit(127)
})
program.on('exit', (code) => {
  release()
  process.exit(code ?? 0)
})

process.stdin.resume().on('close', end)
process.on('SIGTERM', end)
// Ctrl-C reaches the whole group of processes; whoever holds the leash decides when the program ends.
process.on('SIGINT', () => {})

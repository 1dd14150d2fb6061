import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'

/** The only address that anything of the local stack listens on. */
export const loopback = '127.0.0.1'

/** Where the parts of the stack listen unless something else does. */
export const defaultPorts = {
  api: 3000,
  mail: 2525,
  emulator: 4566,
  dynamodb: 8000,
  issuer: 8080,
  vlsc: 8090,
  secrets: 8091,
  events: 8092,
  graph: 8093,
}

/** Listens on 127.0.0.1. @returns the port */
export const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, loopback)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

/** @returns the preferred port, or any other that is free */
export const freePort = async (preferred: number): Promise<number> => {
  const probe = createServer()
  try {
    return await listen(probe, preferred)
  } catch {
    return await listen(probe, 0)
  } finally {
    probe.close()
    await once(probe, 'close')
  }
}

/** Tells whether something listens on this port of 127.0.0.1. */
export const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, loopback)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

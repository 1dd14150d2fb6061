import { startGraphSimulator } from './graph/simulator.ts'
import { defaultPorts, freePort } from './ports.ts'

/** Name of the application's secret for Graph. */
export const graphSecret = 'graph-client-secret'

/** How large the simulated tenant is, by a variable. @throws Error for another number */
const sizeOf = (environment: NodeJS.ProcessEnv, name: string, usual: number): number => {
  const size = Number(environment[name] || usual)
  if (!Number.isInteger(size) || size < 1 || size > 300_000)
    throw new Error(`${name} is ${environment[name]}; write a whole number from 1 to 300000.`)
  return size
}

/** Starts the simulator of Microsoft Graph: docs/graph.md. */
export const startGraph = async (environment: NodeJS.ProcessEnv) => {
  const simulator = await startGraphSimulator({
    port: await freePort(defaultPorts.graph),
    users: sizeOf(environment, 'GRAPH_USERS', 200),
    devices: sizeOf(environment, 'GRAPH_DEVICES', 100),
  })
  const { url, tenant, clientId, secret, stop } = simulator
  return { address: { url, tenant, clientId }, secret, stop }
}
export type GraphAddress = Awaited<ReturnType<typeof startGraph>>['address']

import { startGraphSimulator } from './graph/simulator.ts'
import { defaultPorts, freePort } from './ports.ts'

/** Name of the application's secret for Graph. */
export const graphSecret = 'graph-client-secret'

/** How large the simulated tenant is. */
const usersOf = ({ GRAPH_USERS }: NodeJS.ProcessEnv): number => {
  const users = Number(GRAPH_USERS || 200)
  if (!Number.isInteger(users) || users < 1 || users > 300_000)
    throw new Error(`GRAPH_USERS is ${GRAPH_USERS}; write a whole number from 1 to 300000.`)
  return users
}

/** Starts the simulator of Microsoft Graph: docs/graph.md. */
export const startGraph = async (environment: NodeJS.ProcessEnv) => {
  const simulator = await startGraphSimulator({
    port: await freePort(defaultPorts.graph),
    users: usersOf(environment),
  })
  const { url, tenant, clientId, secret, stop } = simulator
  return { address: { url, tenant, clientId }, secret, stop }
}
export type GraphAddress = Awaited<ReturnType<typeof startGraph>>['address']

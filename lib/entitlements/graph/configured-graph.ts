import { secretReader } from '../../foundation/secret.ts'
import { timeLeft } from '../../foundation/table/attempts.ts'
import { readAddress } from '../vlsc/http-call.ts'
import { connectGraph, type Graph, type GraphDesk } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { signIn } from './sign-in.ts'

type Variable = 'TENANT' | 'CLIENT_ID' | 'SECRET_ARN' | 'LOGIN_URL' | 'URL'

/** The tenant that the environment names, if it does. @throws Error for settings that do not go together */
export const configuredGraph = (
  environment: { [V in `GRAPH_${Variable}`]?: string | undefined },
  desk: Pick<GraphDesk, 'sleep' | 'now'>,
): Graph | undefined => {
  const { GRAPH_TENANT: tenant, GRAPH_CLIENT_ID: clientId, GRAPH_SECRET_ARN: secretArn } = environment
  const { GRAPH_LOGIN_URL: loginUrl, GRAPH_URL: graphUrl } = environment
  if (tenant === undefined) return undefined
  if (clientId === undefined || secretArn === undefined || loginUrl === undefined || graphUrl === undefined)
    throw new Error('GRAPH_TENANT needs GRAPH_CLIENT_ID, GRAPH_SECRET_ARN, GRAPH_LOGIN_URL and GRAPH_URL.')
  const login = readAddress('GRAPH_LOGIN_URL', loginUrl).origin
  const graph = readAddress('GRAPH_URL', graphUrl).origin
  const readCredential = secretReader(secretArn, 'clientSecret', (message) => new GraphFailure('sign-in', message))
  const getToken = signIn({ login, graph, tenant, clientId, readCredential }, desk.now)
  return connectGraph({ ...desk, graph, signIn: getToken, timeLeft })
}

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { listen, loopback } from './ports.ts'

const GetSecretValue = z.object({ SecretId: z.string() })

const send = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))

const refuse = (response: ServerResponse, type: string, message: string): void =>
  send(response, 400, { __type: type, message })

/**
 * Starts a Secrets Manager on 127.0.0.1 that knows `GetSecretValue` and nothing else.
 * @param settings.secrets by what they are asked for with: name or ARN
 */
export const startSecrets = async (settings: { port: number; secrets: Record<string, string> }) => {
  const secrets = new Map(Object.entries(settings.secrets))

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue')
      return refuse(response, 'UnknownOperationException', 'Only GetSecretValue is known here.')
    const { SecretId: id } = GetSecretValue.parse(JSON.parse(body))
    const secret = secrets.get(id)
    if (secret === undefined)
      return refuse(response, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    send(response, 200, { ARN: id, Name: id, SecretString: secret, VersionStages: ['AWSCURRENT'] })
  }

  const server = createServer((request, response) =>
    respond(request, response).catch(() => refuse(response, 'InvalidRequestException', 'The request cannot be read.')),
  )
  return {
    /** For `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
    endpoint: `http://${loopback}:${await listen(server, settings.port)}`,
    stop: async (): Promise<void> => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

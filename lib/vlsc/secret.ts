import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'
import { VlscFailure } from './vlsc.ts'

const Wrapped = z.object({ clientSecret: z.string() })

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Blanks around it come from a file, and are no part of a secret. */
const unwrap = (text: string): string | undefined => {
  const json = parseJson(text)
  return (typeof json === 'object' && json !== null ? Wrapped.safeParse(json).data?.clientSecret : text)?.trim()
}

/**
 * Makes a function that reads the client's secret of Secrets Manager: the text as it is, or JSON
 * `{"clientSecret": "..."}`. It reads anew each time, so that a secret that was replaced is found: who calls it keeps
 * what it gave.
 */
export const secretReader =
  (secretArn: string, client = new SecretsManagerClient()): (() => Promise<string>) =>
  async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }))
    const secret = unwrap(SecretString ?? '')
    if (!secret)
      throw new VlscFailure(
        'token',
        'No access token: the secret in Secrets Manager is neither a text nor JSON with a clientSecret.',
      )
    return secret
  }

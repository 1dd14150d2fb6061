import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'

const Wrapped = z.record(z.string(), z.unknown())

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Blanks around it come from a file, and are no part of a secret. */
const unwrap = (text: string, field: string): string | undefined => {
  const json = parseJson(text)
  const secret = typeof json === 'object' && json !== null ? Wrapped.safeParse(json).data?.[field] : text
  return typeof secret === 'string' ? secret.trim() : undefined
}

/**
 * Makes a function that reads a secret of Secrets Manager: the text as it is, or the field of a JSON object. It reads it again
 * each time, so that a secret that was replaced is found: who calls it keeps what it gave.
 * @param refuse makes the error for a secret that is neither
 */
export const secretReader =
  (secretArn: string, field: string, refuse: (message: string) => Error, client = new SecretsManagerClient()) =>
  async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }))
    const secret = unwrap(SecretString ?? '', field)
    if (!secret) throw refuse(`the secret in Secrets Manager is neither a text nor JSON with a ${field}.`)
    return secret
  }

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'

const Wrapped = z.record(z.string(), z.unknown())

/** Blanks around it come from a file, and are no part of a secret. */
const unwrap = (text: string, field: string): string | undefined => {
  let secret: unknown = text
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) secret = Wrapped.safeParse(json).data?.[field]
  } catch {
    // It is a text.
  }
  return typeof secret === 'string' ? secret.trim() : undefined
}

/**
 * Fetches a secret of Secrets Manager on every call; callers keep it. It is plain text, or JSON with the field.
 * @param refuse builds the error for a secret that is neither
 */
export const secretReader =
  (secretArn: string, field: string, refuse: (message: string) => Error, client = new SecretsManagerClient()) =>
  async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }))
    const secret = unwrap(SecretString ?? '', field)
    if (!secret) throw refuse(`the secret in Secrets Manager is neither a text nor JSON with a ${field}.`)
    return secret
  }

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { secretReader as readerOf } from '../../foundation/secret.ts'
import { VlscFailure } from './vlsc.ts'

const refuse = (why: string) => new VlscFailure('token', `No access token: ${why}`)

/** Makes a function that reads the client's secret: the text as it is, or JSON `{"clientSecret": "..."}`. */
export const secretReader = (secretArn: string, client?: SecretsManagerClient): (() => Promise<string>) =>
  readerOf(secretArn, 'clientSecret', refuse, client)

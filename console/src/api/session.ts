import { text } from '../texts/en/common.ts'
import { type Config, readConfig } from './config.ts'
import { Problem } from './problem.ts'
import {
  type Attempt,
  findIssuer,
  type Issuer,
  isWindow,
  newAttempt,
  redeem,
  renew,
  signInAddress,
  signOutAddress,
  type Tokens,
} from './sign-in.ts'

export type SessionState =
  | { is: 'starting' }
  | { is: 'signed-in'; subject: string | undefined; name: string | undefined; config: Config }
  /** The issuer gives no more tokens; calls wait until the person has signed in again. */
  | { is: 'expired'; name: string | undefined; config: Config }
  | { is: 'signed-out' }
  | { is: 'not-configured' }
  | { is: 'failed'; reason: string }

/** Milliseconds before the end of a token at which it is renewed. */
const margin = 30_000
const attemptKey = 'sign-in'
const signedOutKey = 'signed-out'
const windowAnswers = new BroadcastChannel('license-ledger-sign-in')

let state: SessionState = { is: 'starting' }
let config: Config
let issuer: Issuer
let tokens: Tokens | undefined
let renewing: Promise<Tokens> | undefined
const listeners = new Set<() => void>()

const become = (next: SessionState): void => {
  state = next
  for (const listener of listeners) listener()
}

const take = (given: Tokens): Tokens => {
  tokens = given
  become({ is: 'signed-in', subject: given.subject, name: given.name, config })
  return given
}

/** Leaves for the issuer, which sends the person back to the same address. */
const leaveToSignIn = async (returnTo: string): Promise<void> => {
  const attempt = newAttempt('page')
  sessionStorage.setItem(attemptKey, JSON.stringify({ ...attempt, returnTo }))
  location.assign(await signInAddress(issuer, attempt))
}

const comeBack = async (back: URL): Promise<void> => {
  const kept = sessionStorage.getItem(attemptKey)
  sessionStorage.removeItem(attemptKey)
  // An address that was kept or sent on: its code is used up.
  if (kept === null) return leaveToSignIn('/console/')
  const { returnTo, ...attempt }: Attempt & { returnTo: string } = JSON.parse(kept)
  const given = await redeem(issuer, attempt, back)
  history.replaceState(null, '', returnTo)
  take(given)
}

/** Opens a window beside the page, so that nothing that was typed is lost. */
const signInBeside = async (): Promise<void> => {
  // Browsers block a window that does not open directly in response to a click.
  const beside = window.open('about:blank', '_blank', 'popup,width=480,height=640')
  const attempt = newAttempt('window')
  const address = await signInAddress(issuer, attempt)
  if (beside) beside.location.href = address
  else return leaveToSignIn(location.href.slice(location.origin.length))
  const back = await new Promise<URL>((resolve) => {
    const hear = ({ data }: MessageEvent): void => {
      const url = new URL(String(data), location.origin)
      if (url.searchParams.get('state') !== attempt.state) return
      windowAnswers.removeEventListener('message', hear)
      resolve(url)
    }
    windowAnswers.addEventListener('message', hear)
  })
  const before = tokens?.subject
  const given = await redeem(issuer, attempt, back)
  take(given)
  // What is shown may be for the eyes of the first person only.
  if (given.subject !== before) location.reload()
}

const signedInAgain = (): Promise<Tokens> =>
  new Promise((resolve) => {
    const listener = (): void => {
      if (state.is !== 'signed-in' || !tokens) return
      listeners.delete(listener)
      resolve(tokens)
    }
    listeners.add(listener)
    become({ is: 'expired', name: tokens?.name, config })
  })

const renewOnce = async (): Promise<Tokens> => {
  if (tokens?.refresh === undefined) return signedInAgain()
  try {
    return take(await renew(issuer, { ...tokens, refresh: tokens.refresh }))
  } catch (error) {
    if (error instanceof TypeError)
      throw new Problem({ status: 0, code: 'offline', detail: `${issuer.server.issuer} does not answer.` })
    return signedInAgain()
  }
}

const renewed = (): Promise<Tokens> => {
  renewing ??= renewOnce().finally(() => {
    renewing = undefined
  })
  return renewing
}

/** What a browser says of an address that does not answer helps nobody. */
const unless = (silent: string) => (error: unknown) => {
  throw error instanceof TypeError ? new Error(silent) : error
}

const start = async (): Promise<void> => {
  config = await readConfig().catch(unless(text.session.noService))
  const { clientId } = config
  if (clientId === null) return become({ is: 'not-configured' })
  const back = new URL(location.href)
  const isBack = back.pathname === '/console/signed-in'
  if (isBack && isWindow(back)) {
    windowAnswers.postMessage(back.href)
    return window.close()
  }
  issuer = await findIssuer({ ...config, clientId }).catch(unless(text.session.noIssuer(config.issuer)))
  if (isBack) return comeBack(back)
  if (sessionStorage.getItem(signedOutKey) !== null) {
    sessionStorage.removeItem(signedOutKey)
    return become({ is: 'signed-out' })
  }
  await leaveToSignIn(back.href.slice(back.origin.length))
}

/** Who uses the console. Tokens stay in memory; a reload asks the issuer, whose own session answers. */
export const session = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  state: () => state,
  start: () =>
    start().catch((error: unknown) =>
      become({ is: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    ),
  /** A code that did not do is of no use twice. */
  startAgain: (): void =>
    location.pathname === '/console/signed-in' ? location.assign('/console/') : location.reload(),
  /** An access token that is good for some time yet. */
  token: async (): Promise<string> => {
    const { access, expiresAt } = tokens ?? (await signedInAgain())
    return expiresAt - margin > Date.now() ? access : (await renewed()).access
  },
  /** Another token than the one that was refused. */
  renewedToken: async (): Promise<string> => (await renewed()).access,
  signIn: () => leaveToSignIn('/console/'),
  signInBeside,
  signOut: (): void => {
    sessionStorage.setItem(signedOutKey, '1')
    location.assign(signOutAddress(issuer, tokens))
  },
}

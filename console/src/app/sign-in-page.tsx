import { type SessionState, session } from '../api/session.ts'
import { text } from '../texts/en/common.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/page.tsx'
import styles from './sign-in-page.module.css'

type Outside = Exclude<SessionState, { is: 'signed-in' | 'expired' }>

const words = text.session

const say = (state: Outside) => {
  switch (state.is) {
    case 'starting':
      return <p role="status">{words.starting}</p>
    case 'signed-out':
      return (
        <Empty
          title={words.signedOut}
          actions={
            <Button look="main" onClick={() => void session.signIn()}>
              {text.signIn}
            </Button>
          }
        >
          <p>{words.signedOutHint}</p>
        </Empty>
      )
    case 'not-configured':
      return (
        <Empty title={words.notConfigured}>
          <p>{words.notConfiguredHint}</p>
        </Empty>
      )
    case 'failed':
      return (
        <Empty
          title={words.failed}
          actions={
            <Button look="main" onClick={session.startAgain}>
              {text.retry}
            </Button>
          }
        >
          <p>{state.reason}</p>
        </Empty>
      )
  }
}

/** What stands before the pages while nobody is signed in. */
export const SignInPage = ({ state }: { state: Outside }) => (
  <main className={styles.place}>
    <h1>{text.product}</h1>
    {say(state)}
  </main>
)

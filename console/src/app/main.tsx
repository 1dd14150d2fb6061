import '../ui/tokens.css'
import '../ui/base.css'
import { createRoot } from 'react-dom/client'
import { session } from '../api/session.ts'
import { keepDraftsOf } from '../ui/draft.ts'
import { App } from './app.tsx'
import { watchDeployments } from './new-version.ts'
import { keepTheme } from './theme.ts'

keepTheme()
watchDeployments()
session.subscribe(() => {
  const state = session.state()
  if (state.is === 'signed-in') keepDraftsOf(state.subject ?? '')
})
void session.start()

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)

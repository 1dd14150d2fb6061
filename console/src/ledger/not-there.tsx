import { Link } from '@tanstack/react-router'
import { Problem } from '../api/problem.ts'
import { text } from '../texts/en/not-there.ts'
import { buttonLook } from '../ui/button.tsx'
import { Empty } from '../ui/page.tsx'

const lists = {
  agreement: { to: '/agreements' },
  family: { to: '/positions' },
  title: { to: '/positions', search: { view: 'titles' } },
  device: { to: '/devices' },
  import: { to: '/imports' },
} as const
type What = keyof typeof lists

const isWhat = (name: string): name is What => name in lists

/** What was asked for and is not there: nothing has its id, or nothing could have it. */
export const missingOf = (error: unknown): What | undefined => {
  if (!(error instanceof Problem)) return undefined
  const [wrong] = error.errors
  const name =
    error.status === 404
      ? error.code.replace(/-not-found$/, '')
      : error.status === 400 && wrong?.parameter?.replace(/Id$/, '')
  return name && isWhat(name) ? name : undefined
}

/** In place of what is not there: its list. */
export const NotThere = ({ what }: { what: What }) => (
  <Empty
    title={text.what[what].title}
    actions={
      <Link {...lists[what]} className={buttonLook()}>
        {text.what[what].list}
      </Link>
    }
  >
    <p>{text.hint}</p>
  </Empty>
)

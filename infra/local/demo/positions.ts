import { SoftwareListItem } from '../../../lib/software/software.ts'
import { follow } from './follow.ts'
import { type Ledger, listAll } from './ledger.ts'

/** Milliseconds in which no position changes once all is counted. */
const quiet = 3_000

/** Waits until the positions stand still: the ledger counts behind what was entered, within seconds. */
export const countedPositions = async (ledger: Ledger): Promise<SoftwareListItem[]> => {
  let last = ''
  let since = performance.now()
  return follow(async () => {
    const titles = await listAll(ledger, '/software', SoftwareListItem)
    const now = JSON.stringify(titles)
    if (now !== last) since = performance.now()
    last = now
    const sum = (count: (title: SoftwareListItem) => number) => titles.reduce((total, each) => total + count(each), 0)
    const installs = sum(({ installedCount }) => installedCount)
    const licenses = sum(({ entitledCount }) => entitledCount)
    return {
      progress: `${installs} installs and ${licenses} licenses of ${titles.length} titles`,
      ...(performance.now() - since > quiet && { ended: titles }),
    }
  })
}

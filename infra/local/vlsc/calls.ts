/** Look-ups that are remembered one by one. */
const remembered = 100

interface LookUpCall {
  /** ISO 8601, UTC. */
  at: string
  pairs: number
  /** `answered`, `unauthorized`, `refused` for a body against the contract, or the name of a fault. */
  outcome: string
}

/** What was asked of the simulator. */
export const callLog = () => {
  let lookUps = 0
  let pairs = 0
  let tokenRequests = 0
  let latest: LookUpCall[] = []

  return {
    lookedUp: (count: number, outcome: string): void => {
      lookUps += 1
      pairs += count
      latest = [...latest, { at: new Date().toISOString(), pairs: count, outcome }].slice(-remembered)
    },
    tokenRequested: (): void => {
      tokenRequests += 1
    },
    /** `pairs` counts those asked about, whatever the outcome; `latest` are the last 100 look-ups, the newest last. */
    read: () => ({ lookUps, pairs, tokenRequests, latest }),
    clear: (): void => {
      lookUps = 0
      pairs = 0
      tokenRequests = 0
      latest = []
    },
  }
}

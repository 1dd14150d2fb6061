import type { RunError, StoredGraphRun } from './graph-run.ts'

/** A file that is imported as an upload, and what its run says of how it came about. */
export interface PartFile {
  /** Of imports. */
  kind: string
  fileName: string
  text: string
  counts: Partial<Pick<StoredGraphRun, 'plans' | 'plansLeftOut' | 'users'>>
  errors: Pick<RunError, 'code' | 'message'>[]
}

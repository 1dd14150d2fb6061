import { ok, routesOver } from '../lib/foundation/http/route.ts'
import { parseBody } from '../lib/foundation/http/validation.ts'
import {
  DecisionPreview,
  PreviewedChanges,
  type PreviewLedger,
  previewDecision,
} from '../lib/positions/corrections/preview-decision.ts'

const route = routesOver<PreviewLedger>()

export const previewRoutes = [
  route('POST', '/decisions/preview', {
    summary: 'Say which titles a decision would change, and how, without making it',
    role: 'license-reader',
    body: DecisionPreview,
    answers: { 200: { description: 'The titles that would change.', schema: PreviewedChanges } },
    handle: ({ body }, ledger) => previewDecision(ledger, body, parseBody),
    reply: ok,
  }),
]

import * as z from 'zod'
import { ok, routesOver } from '../lib/foundation/http/route.ts'
import { parseBody } from '../lib/foundation/http/validation.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import {
  DecisionPreview,
  PreviewedChanges,
  type PreviewLedger,
  previewDecision,
} from '../lib/positions/corrections/preview-decision.ts'

import { WhatIf, WhatIfAnswer, whatIf } from '../lib/positions/corrections/what-if.ts'

const route = routesOver<PreviewLedger>()

export const previewRoutes = [
  route('POST', '/decisions/preview', {
    summary: 'Say which titles and families a decision would change, and how, without making it',
    role: 'license-reader',
    body: DecisionPreview,
    answers: { 200: { description: 'What would change.', schema: PreviewedChanges } },
    handle: ({ body }, ledger) => previewDecision(ledger, body, parseBody),
    reply: ok,
  }),

  route('POST', '/families/{familyId}/what-if', {
    summary: 'Say what the position of a family would be with other licenses or policies, or on another day',
    role: 'license-reader',
    params: z.object({ familyId: Ulid }),
    body: WhatIf,
    answers: { 200: { description: 'The position before and after.', schema: WhatIfAnswer } },
    handle: ({ params: { familyId }, body }, ledger) => whatIf(ledger, familyId, body),
    reply: ok,
  }),
]

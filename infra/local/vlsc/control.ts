import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import type { callLog } from './calls.ts'
import { FaultOrders, type faultOrders } from './fault-orders.ts'
import { sendJson, sendProblem } from './respond.ts'
import { ScriptedAnswers, type scriptedAnswers } from './scripted-answers.ts'

interface Controlled {
  faults: ReturnType<typeof faultOrders>
  answers: ReturnType<typeof scriptedAnswers>
  calls: ReturnType<typeof callLog>
}

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  try {
    return JSON.parse(await text(request))
  } catch {
    return undefined
  }
}

/** The simulator's switches, under `/simulator`. They need no token: nobody but this machine reaches them. */
export const control = ({ faults, answers, calls }: Controlled) => {
  /** Takes a body, or answers why not. */
  const put =
    <T>(schema: z.ZodType<T>, take: (body: T) => void) =>
    async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { data, error } = schema.safeParse(await readJson(request))
      if (error) return sendProblem(response, 400, z.prettifyError(error))
      take(data)
      response.writeHead(204).end()
    }
  const clear = (clearIt: () => void) => (_: IncomingMessage, response: ServerResponse) => {
    clearIt()
    response.writeHead(204).end()
  }
  const show = (read: () => unknown) => (_: IncomingMessage, response: ServerResponse) =>
    sendJson(response, 200, read())

  return {
    'GET /simulator/faults': show(faults.list),
    'PUT /simulator/faults': put(FaultOrders, faults.set),
    'DELETE /simulator/faults': clear(faults.clear),
    'PUT /simulator/answers': put(ScriptedAnswers, answers.set),
    'DELETE /simulator/answers': clear(answers.clear),
    'GET /simulator/calls': show(calls.read),
    'DELETE /simulator/calls': clear(calls.clear),
  }
}

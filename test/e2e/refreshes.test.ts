import { describe, expect, it } from 'vitest'
import { eventually, sharedStack } from '../support/local-stack.ts'

const { stack, restart, call, run } = sharedStack()

const switchFault = (fault: object) =>
  fetch(`${stack.vlscUrl}/simulator/faults`, { method: 'PUT', body: JSON.stringify(fault) })

const ended = (id: string) =>
  eventually(async () => {
    const { body } = await call('GET', `/refreshes/${id}`)
    return body.finishedAt === undefined ? undefined : body
  })

describe('Refreshes on the local stack', () => {
  it('answer new pairs within 5 seconds', async () => {
    const pairs = ['OK-1', 'EXP-1', 'NF-1'].map((number) => ({ agreementNumber: number, licenseNumber: 'L' }))
    const { body } = await call('POST', '/agreements', { type: 'volume', name: 'New', pairs })
    const answered = await eventually(async () => {
      const { body: agreement } = await call('GET', `/agreements/${body.id}`)
      const statuses = agreement.pairs.map((pair: { validation: { status: string } }) => pair.validation.status)
      return statuses.includes('pending') ? undefined : statuses
    }, 5_000)
    expect(answered.sort()).toEqual(['expired', 'not-found', 'valid'])
    // The next snapshot has them.
    await eventually(async () => ((await call('GET', '/entitlements')).body.items.length > 0 ? true : undefined))
  })

  it('say why VLSC gave no answer, and recover when the schedule fires', async () => {
    await switchFault({ fault: 'html' })
    const { status, body } = await call('POST', '/refreshes', {})
    expect(status).toBe(202)
    expect(await ended(body.id)).toMatchObject({ status: 'failed', error: { code: 'not-json' } })
    expect(await run('local/refresh')).toMatchObject({ code: 1, output: expect.stringContaining('not-json') })
    await fetch(`${stack.vlscUrl}/simulator/faults`, { method: 'DELETE' })
    expect(await run('local/refresh')).toMatchObject({ code: 0, output: expect.stringContaining('completed: 3 pairs') })
    const overview = await eventually(async () => {
      const { body } = await call('GET', '/overview')
      return body.stale || body.pairValidation.pending > 0 ? undefined : body
    })
    expect(overview).toMatchObject({
      stale: false,
      pairValidation: { pending: 0, valid: 1, expired: 1, notFound: 1 },
      lastRefresh: { trigger: 'scheduled', status: 'completed' },
    })
  })

  it('go on after a kill -9 of the whole stack', async () => {
    await switchFault({ fault: 'time-out' })
    const { body } = await call('POST', '/refreshes', {})
    await eventually(async () => {
      const calls = await (await fetch(`${stack.vlscUrl}/simulator/calls`)).text()
      return JSON.parse(calls).lookUps > 0 ? true : undefined
    })
    await stack.kill()
    await restart()
    expect(await ended(body.id)).toMatchObject({ status: 'completed', counts: { pairs: 3, failed: 0 } })
    expect((await run('operations/verify')).output).toContain('Nothing differs')
  })
})

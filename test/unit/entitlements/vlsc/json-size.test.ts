import { describe, expect, it } from 'vitest'
import { connectVlsc } from '../../../../lib/entitlements/vlsc/http-vlsc.ts'
import { isOversized } from '../../../../lib/entitlements/vlsc/json-size.ts'
import { licensesOf } from '../../../support/entitlements.ts'
import { failureOf, startServer } from '../../../support/vlsc.ts'

const check = (json: string) => isOversized(Buffer.from(json))
const megabytes = 7_000_000

describe('JSON that would take too much memory', () => {
  it('is not the largest answer that the contract allows', () => {
    const entitlements = Array.from({ length: 1_000 }, () => licensesOf('P', 1))
    const results = Array.from({ length: 100 }, (_, index) => ({
      agreementNumber: `A${index}`,
      licenseNumber: 'L',
      status: 'valid',
      entitlements,
    }))
    expect(check(JSON.stringify({ results }))).toBe(false)
  })

  it('is not what only stands in texts', () => {
    expect(check(JSON.stringify({ results: [`${'[{,"\\'.repeat(300_000)}`] }))).toBe(false)
  })

  it.each([
    ['nesting', '['.repeat(megabytes)],
    ['objects', `{"results":[${'{},'.repeat(megabytes / 3)}{}]}`],
    ['lists', `[${'[],'.repeat(megabytes / 3)}[]]`],
    ['numbers', `{"results":[${'1,'.repeat(megabytes / 2)}1]}`],
  ])('is nothing but %s, and is refused before it is parsed', async (_, body) => {
    expect(check(body)).toBe(true)
    const server = await startServer()
    server.answer(200, { 'content-type': 'application/json' }, body)
    const vlsc = connectVlsc({ baseUrl: server.url })
    const { code, message } = await failureOf(vlsc, [{ agreementNumber: 'A', licenseNumber: 'L' }])
    expect(code).toBe('wrong-shape')
    expect(message).toContain('more values')
    await server.stop()
  })
})

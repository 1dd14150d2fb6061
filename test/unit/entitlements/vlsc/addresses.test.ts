import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectVlsc } from '../../../../lib/entitlements/vlsc/http-vlsc.ts'
import { selfSigned } from '../../../support/self-signed.ts'
import { failureOf, startServer } from '../../../support/vlsc.ts'

const pair = { agreementNumber: 'A', licenseNumber: '1' }

describe('Addresses', () => {
  const token = { url: 'https://login.example/token', clientId: 'id', readSecret: async () => 'secret' }

  it.each(['https://vlsc.example/v1', 'http://127.0.0.1:9000', 'http://[::1]:9000', 'http://localhost:9000'])(
    'may be %s',
    (baseUrl) => {
      expect(() => connectVlsc({ baseUrl, token })).not.toThrow()
      expect(() => connectVlsc({ baseUrl: 'https://vlsc.example', token: { ...token, url: baseUrl } })).not.toThrow()
    },
  )

  it.each([
    ['http://vlsc.example', 'https://'],
    ['http://127.0.0.1.example', 'https://'],
    ['http://localhost.example', 'https://'],
    ['http://10.0.0.1', 'https://'],
    ['ftp://127.0.0.1', 'no http or https address'],
    ['vlsc.example', 'no http or https address'],
    ['', 'no http or https address'],
    ['https://ada:lovelace@vlsc.example', 'must not hold a user name'],
    ['https://vlsc.example/#part', 'must not hold a fragment'],
  ])('may not be %s', (url, says) => {
    expect(() => connectVlsc({ baseUrl: url, token })).toThrow('The address of the VLSC gateway ')
    expect(() => connectVlsc({ baseUrl: url })).toThrow(says)
    const withToken = () => connectVlsc({ baseUrl: 'https://vlsc.example', token: { ...token, url } })
    expect(withToken).toThrow('The address of the token endpoint')
    expect(withToken).toThrow(says)
    expect(withToken).not.toThrow('lovelace')
  })
})

describe('A certificate', () => {
  const { key, cert } = selfSigned()
  let server: Awaited<ReturnType<typeof startServer>>
  let baseUrl: string
  beforeAll(async () => {
    server = await startServer(createTlsServer({ key, cert }))
    server.answer(200, { 'content-type': 'application/json' }, '{"results":[]}')
    baseUrl = `https://localhost:${server.port}`
  })
  afterAll(() => server.stop())

  it('that nobody trusts ends the call, whatever the environment says', async () => {
    for (const value of ['1', '0']) {
      vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value)
      const failure = await failureOf(connectVlsc({ baseUrl }), [pair])
      expect(failure).toMatchObject({ code: 'certificate', message: expect.stringContaining('SELF_SIGNED') })
    }
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  it('that this machine is told to trust is taken, for its own name only', async () => {
    const file = `${tmpdir()}/vlsc-${process.pid}.pem`
    writeFileSync(file, cert)
    const adapter = new URL('../../../../lib/entitlements/vlsc/http-vlsc.ts', import.meta.url)
    const program = `
      import { connectVlsc } from '${adapter}'
      for (const host of ['localhost', '127.0.0.1']) {
        const { lookUp } = connectVlsc({ baseUrl: 'https://' + host + ':${server.port}' })
        await lookUp([{ agreementNumber: 'A', licenseNumber: '1' }]).then(
          ({ size }) => process.stdout.write(size + '\\n'),
          ({ code, message }) => process.stdout.write(code + ' ' + message + '\\n'),
        )
      }`
    const output = await new Promise((resolve) => {
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: file }
      execFile(process.execPath, ['--input-type=module', '-e', program], { env }, (_, out) => resolve(out))
    })
    expect(output).toMatch(/^1\ncertificate .*ERR_TLS_CERT_ALTNAME_INVALID/)
  })
})

import type { Answer, TestLedger } from './ledger-on.ts'

/** An installed program as tests write it: `publisher/title version`. */
const program = (text: string) => {
  const [publisher = '', rest = ''] = text.split('/')
  const [title = '', version = ''] = rest.split('@')
  return { publisher, title, version }
}

/** What tests do to an inventory. */
export const inventoryOf = (ledger: Pick<TestLedger, 'call'>) => {
  const report = (
    deviceId: string,
    reportedAt: string,
    software: readonly string[],
    more: Record<string, unknown> = {},
  ): Promise<Answer> =>
    ledger.call('PUT /devices/{deviceId}/software', {
      params: { deviceId },
      roles: ['inventory-writer'],
      body: { deviceName: `PC ${deviceId}`, platform: 'Windows', reportedAt, software: software.map(program), ...more },
    })

  /** Installs by title, of all titles or of one partition of the list. */
  const installs = async (status?: string): Promise<Record<string, number>> => {
    const { body } = await ledger.call('GET /software', { query: { limit: '100', ...(status && { status }) } })
    return Object.fromEntries(
      body.items.map(({ title, installedCount }: { title: string; installedCount: number }) => [title, installedCount]),
    )
  }

  const titleId = async (title: string): Promise<string> => {
    for (const status of [undefined, 'absent']) {
      const query = { limit: '100', contains: title, ...(status && { status }) }
      const { body } = await ledger.call('GET /software', { query })
      const found = body.items.find((item: { title: string }) => item.title === title)
      if (found) return found.id
    }
    throw new Error(`No title ${title}.`)
  }

  /** A manager says that titles of a snapshot need licenses: what no data knows is `unknown`. */
  const needLicenses = async (...titles: string[]): Promise<void> => {
    for (const title of titles) {
      const params = { titleId: await titleId(title) }
      await ledger.call('PATCH /software/{titleId}', { params, body: { licensable: true } })
    }
  }

  /** So many titles of Contoso, each of which needs licenses and is a family of its own. */
  const licensedTitles = async (count: number): Promise<string[]> => {
    await ledger.call('PUT /recognition/{lineId}', {
      params: { lineId: 'tools' },
      body: { publisher: 'Contoso', title: 'Tool *', kind: 'licensed' },
    })
    return Array.from({ length: count }, (_, number) => `Contoso/Tool x${10 + number}x`)
  }

  return {
    report,
    licensedTitles,
    installs,
    titleId,
    needLicenses,
    device: (deviceId: string) => ledger.call('GET /devices/{deviceId}', { params: { deviceId } }),
    link: (deviceId: string, to: string) =>
      ledger.call('PUT /devices/{deviceId}/link', { params: { deviceId }, body: { deviceId: to } }),
    unlink: (deviceId: string) => ledger.call('DELETE /devices/{deviceId}/link', { params: { deviceId } }),
    drop: (deviceId: string) => ledger.call('DELETE /devices/{deviceId}', { params: { deviceId } }),
    /** What a device has installed, as tests write it. */
    softwareOf: async (deviceId: string): Promise<string[]> => {
      const { body } = await ledger.call('GET /devices/{deviceId}', { params: { deviceId } })
      return body.software
        .map(({ publisher, title, version }: Record<string, string>) => `${publisher}/${title}@${version}`)
        .sort()
    },
  }
}

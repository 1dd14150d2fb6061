import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { sharedLedger } from './console.ts'

const firstId = async (path: string): Promise<string> => (await sharedLedger().call('GET', path)).body.items[0].id

/** Every page, by its address below the console. */
export const addresses: Record<string, () => Promise<string>> = {
  Overview: async () => '',
  Positions: async () => 'positions',
  'titles in Positions': async () => 'positions?view=titles',
  'changes in Positions': async () => 'positions?view=changes',
  'a family': async () => `families/${await firstId('/families?sort=-shortfall&limit=1')}`,
  'a title': async () => `titles/${await firstId('/software?sort=-installedCount&limit=1')}`,
  Entitlements: async () => 'entitlements',
  Subscriptions: async () => 'subscriptions',
  'Microsoft Graph': async () => 'connectors/graph',
  Decisions: async () => 'decisions',
  Agreements: async () => 'agreements',
  'an agreement': async () => `agreements/${await firstId('/agreements?type=volume&limit=1')}`,
  Imports: async () => 'imports',
  'an import': async () => `imports/${await firstId('/imports?limit=1')}`,
  Devices: async () => 'devices',
  'a device': async () => `devices/${await firstId('/devices?limit=1')}`,
  Reports: async () => 'reports',
  Alerts: async () => 'alerts',
  Trail: async () => 'trail',
  Settings: async () => 'trail?tab=settings',
  'no page': async () => 'nowhere',
}

const draw = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')

/** Nothing more is asked for, and what came is drawn. */
export const settle = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await draw(page)
}

/** What moved other things after the page was there: the sum of layout shifts. */
export const shifts = (page: Page): Promise<number> =>
  page.evaluate<number>(`
    new Promise((tell) => {
      let sum = 0
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value
      }).observe({ type: 'layout-shift', buffered: true })
      requestAnimationFrame(() => requestAnimationFrame(() => tell(sum)))
    })
  `)

/** The page fits a small telephone: it scrolls within its frame, and only down. */
export const expectToFitTelephones = async (page: Page): Promise<void> => {
  await page.setViewportSize({ width: 360, height: 740 })
  await draw(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(740)
  expect(await page.evaluate(`document.getElementById('content').scrollWidth`)).toBeLessThanOrEqual(360)
}

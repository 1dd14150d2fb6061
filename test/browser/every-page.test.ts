import { describe, expect, it } from 'vitest'
import { findings, openConsole, useBrowser } from '../support/console.ts'
import { addresses, expectToFitTelephones, settle, shifts } from '../support/pages.ts'

useBrowser()

describe('For a manager', () => {
  it.each(Object.entries(addresses))(
    '%s has no finding of axe in any colours and on a telephone',
    async (_, address) => {
      const { page } = await openConsole(await address())
      await settle(page)
      expect(await shifts(page)).toBeLessThan(0.05)
      expect(await findings(page), 'light').toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      // All else is as in light.
      expect(await findings(page, { only: ['color-contrast', 'link-in-text-block'] }), 'dark').toEqual([])
      await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
      // A program cannot tell which colours a reader has forced.
      expect(await findings(page, { without: ['color-contrast'] }), 'forced colours').toEqual([])
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
      await expectToFitTelephones(page)
      expect(await findings(page), 'on a telephone').toEqual([])
    },
  )
})

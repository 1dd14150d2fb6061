import { describe, expect, it } from 'vitest'
import { findings, openConsole, useBrowser } from '../support/console.ts'
import { addresses, expectToFitTelephones, settle, shifts } from '../support/pages.ts'

useBrowser()

// They see what managers see, without the buttons; colours are tested in every-page.test.ts.
describe('For a reader', () => {
  it.each(Object.entries(addresses))(
    '%s has no finding of axe, moves nothing, and fits a telephone',
    async (_, address) => {
      const { page } = await openConsole(await address(), 'Reader')
      await settle(page)
      expect(await shifts(page)).toBeLessThan(0.05)
      expect(await findings(page)).toEqual([])
      await expectToFitTelephones(page)
    },
  )
})

import { describe, expect, it } from 'vitest'
import { bestCandidates, byFamilyWord } from '../../../../lib/recognition/products/candidates.ts'
import { productKey } from '../../../../lib/recognition/products/product-key.ts'

const titleOf = (title: string, more: object = {}) => ({
  id: `id of ${title}`,
  publisher: 'Microsoft',
  title,
  licensable: true,
  ...more,
})

/** What a product may be a license for, among some titles. */
const candidatesAmong = (titles: ReturnType<typeof titleOf>[], productFamily: string, version: string) => {
  const product = { productFamily, version }
  return bestCandidates([product], byFamilyWord(titles)).get(productKey(product)) ?? []
}
const titlesOf = (...of: Parameters<typeof candidatesAmong>) => candidatesAmong(...of).map(({ title }) => title)

describe('candidates', () => {
  it('at most five titles of Microsoft that match best are candidates, best first, ties by name', () => {
    const titles = [
      'Microsoft Office Professional Plus 2016',
      'Microsoft Office Professional Plus 2013',
      'Microsoft Office Professional Plus 2010',
      'Microsoft Office Standard 2019',
      'Microsoft Office 2019',
      'Microsoft Office Home and Student 2007',
      'Microsoft Visio Professional 2019',
    ].map((title) => titleOf(title))
    expect(candidatesAmong(titles, 'Office Professional Plus', '2019')).toEqual([
      {
        id: 'id of Microsoft Office 2019',
        publisher: 'Microsoft',
        title: 'Microsoft Office 2019',
        score: 0.79,
        reason: 'Same product and version; the title does not say its edition.',
      },
      ...['2010', '2013', '2016'].map((year) =>
        expect.objectContaining({
          title: `Microsoft Office Professional Plus ${year}`,
          score: 0.7,
          reason: `Same product, another version: ${year}, not 2019.`,
        }),
      ),
      expect.objectContaining({ title: 'Microsoft Office Standard 2019', score: 0.69 }),
    ])
  })

  it('titles of another publisher, of another product, or for which the product is not a license are not candidates', () => {
    const contoso = titleOf('Microsoft Office Professional Plus 2019', { publisher: 'Contoso' })
    const titles = [contoso, titleOf('Windows Server 2022 Standard')]
    expect(candidatesAmong(titles, 'Office Professional Plus', '2019')).toEqual([])
    expect(candidatesAmong(titles, 'Windows Server - User CAL', '2022')).toEqual([])
    expect(candidatesAmong(titles, 'Dynamics NAV', '2018')).toEqual([])
    expect(candidatesAmong(titles, '★', '')).toEqual([])
  })

  it('titles that need no license are not candidates', () => {
    expect(titlesOf([titleOf('Microsoft Access 2016')], 'Access', '2019')).toEqual(['Microsoft Access 2016'])
    expect(titlesOf([titleOf('Microsoft Access 2016', { licensable: false })], 'Access', '2019')).toEqual([])
  })
})

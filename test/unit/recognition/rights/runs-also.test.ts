import { describe, expect, test } from 'vitest'
import { runsAlso } from '../../../../lib/recognition/rights/rights.ts'

const product = (text: string) => {
  const [family = '', edition, version] = text.split(', ')
  return { family, edition, version }
}

describe('what needs no license of its own beside another', () => {
  test.each([
    ['Office, Professional Plus, 2019', 'Office, Professional Plus, 2016'],
    ['Office, Professional Plus, 2007', 'Office, Professional Enterprise, 2003'],
    ['Office, Professional Plus, LTSC 2021', 'Office, Professional Plus, 2021'],
    ['Office, Professional Plus, 2019', 'Office, Access, 2019'],
    ['Office, Professional Plus, 2019', 'Office, Access, 2010'],
    ['Office, Professional Plus, LTSC 2024', 'Office, Publisher, LTSC 2021'],
    ['Office, Access, 2019', 'Office, Access, 2016'],
    ['Office, Home and Business, 2019', 'Office, Word, 2019'],
    ['Visio, Professional, 2019', 'Visio, Professional, 2013'],
    ['SQL Server, Enterprise, 2019', 'SQL Server, Standard, 2017'],
    ['Windows Server, Datacenter, 2022', 'Windows Server, Essentials, 2016'],
    ['Sketcher, Pro, 3', 'Sketcher, Pro, 3'],
  ])('%s beside %s', (one, other) => {
    expect(runsAlso('Microsoft', product(one), product(other))).toBe(true)
  })
})

describe('what needs one', () => {
  test.each([
    ['Office, Professional Plus, 2016', 'Office, Professional Plus, 2019'],
    ['Office, Professional Plus, 2016', 'Office, Standard, 2019'],
    ['Office, Standard, 2019', 'Office, Professional Plus, 2016'],
    ['Office, Professional Plus, 2016', 'Office, Access, 2019'],
    ['Office, Access, 2019', 'Office, Professional Plus, 2019'],
    ['Office, Access, 2019', 'Office, Word, 2019'],
    ['Office, Home and Business, 2019', 'Office, Home and Business, 2016'],
    ['Office, Home and Business, 2019', 'Office, Word, 2016'],
    ['Office, Standard, 2019', 'Office, Standard for Mac, 2019'],
    ['Office, ?, 2019', 'Office, Word, 2019'],
    ['Visio, Professional, 2019', 'Visio, Standard, 2019'],
    ['SQL Server, Standard, 2019', 'SQL Server, Enterprise, 2017'],
    ['Sketcher, Pro, 3', 'Sketcher, Pro, 2'],
    ['Office, Professional Plus, 2019', 'Visio, Professional, 2019'],
  ])('%s beside %s', (one, other) => {
    expect(runsAlso('Microsoft', product(one), product(other))).toBe(false)
  })
})

import { expect, test } from 'vitest'
import { partOfProduct, partOfServicePlan } from '../../../lib/recognition/data/plans.ts'
import { recognizer } from '../../../lib/recognition/products/recognize.ts'

const recognize = recognizer()

test.each([
  ['Microsoft 365 Apps for enterprise - en-us', 'apps'],
  ['Microsoft 365 Apps for Enterprise - de-de', 'apps'],
  ['Microsoft 365 Apps for business - nl-nl', 'apps'],
  ['Microsoft Visio - en-us', 'visio'],
  ['Microsoft Project - en-us', 'project'],
  ['Windows 11 Enterprise', 'windows-enterprise'],
  ['Windows 10 Enterprise', 'windows-enterprise'],
  // Licenses for these are bought, whatever plan a user has.
  ['Microsoft Office Professional Plus 2019 - en-us', undefined],
  ['Microsoft Visio Professional 2019 - en-us', undefined],
  ['Microsoft Project Professional 2021 - en-us', undefined],
  ['Windows 10 Enterprise LTSC 2021', undefined],
  ['Windows 7 Enterprise', undefined],
  ['Windows 11 Education', undefined],
  ['Windows 11 Pro', undefined],
  // It is a plan of a household.
  ['Microsoft 365 - en-us', undefined],
])('A plan lets its user run %s: %s', (title, part) => {
  const { publisher, product } = recognize({ publisher: 'Microsoft Corporation', title })
  expect(product && partOfProduct(publisher, product)).toBe(part)
})

test('A service plan is found by its id in any case, and others give nothing', () => {
  expect(partOfServicePlan('43DE0FF5-C92C-492B-9116-175376D08C38')).toBe('apps')
  expect(partOfServicePlan('efb87545-963c-4e0d-99df-69c6916d9eb0')).toBeUndefined()
})

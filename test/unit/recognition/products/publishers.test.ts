import { describe, expect, test } from 'vitest'
import { publisherReader } from '../../../../lib/recognition/products/publishers.ts'

const { shownPublisher } = publisherReader()
const shown = (publisher: string): string => shownPublisher({ publisher, title: '' })

describe('A publisher that the data knows', () => {
  test.each([
    ['Siemens Nederland N.V.', 'Siemens'],
    ['Siemens (China) Co., Ltd.', 'Siemens'],
    ['SAP Asia Pacific Pte Ltd', 'SAP'],
    ['Canon U.S.A., Inc.', 'Canon'],
    ['Oracle do Brasil Ltda.', 'Oracle'],
    ['Autodesk Česká republika s.r.o.', 'Autodesk'],
    ['www.avast.co.uk', 'Avast'],
    ['Корпорация Галактика Россия', 'Galaktika'],
  ])('%s is shown as %s without the place or the site', (publisher, name) => expect(shown(publisher)).toBe(name))

  test.each([
    ['The Autodesk Group', 'Autodesk'],
    ['AKINSOFT Yazılım San. ve Tic. A.Ş.', 'Akınsoft'],
    ['Bricsys Holding Deutschland GmbH', 'Bricsys'],
  ])('%s is shown as %s without what says that it is a group', (publisher, name) => expect(shown(publisher)).toBe(name))

  test.each([
    ['オートデスクジャパン株式会社', 'Autodesk'],
    ['日本シーメンス株式会社', 'Siemens'],
    ['지멘스코리아', 'Siemens'],
    ['西门子中国', 'Siemens'],
    ['深圳市西门子有限公司', 'Siemens'],
  ])('%s is shown as %s without the country', (publisher, name) => expect(shown(publisher)).toBe(name))
})

test.each(['Siemens Energy', 'Air France', 'Toys R US', 'Bank of America', 'The Omni Group', 'Japan', 'The'])(
  '%s stays as it is: nothing is known of what its place or form would leave',
  (publisher) => expect(shown(publisher)).toBe(publisher),
)

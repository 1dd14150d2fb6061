import { expect, test } from 'vitest'
import { partsOf } from '../../../console/src/ledger/message-parts.ts'

const agreementId = '01KBXDQ8Z0J5N3V6W7X8Y9ZABC'

test.each([
  ['Write a number of at least 1.', [{ text: 'Write a number of at least 1.' }]],
  [
    `The pair A1 / L1 belongs to the agreement Office (EMEA) (${agreementId}).`,
    [{ text: 'The pair A1 / L1 belongs to the agreement ' }, { text: 'Office (EMEA)', agreementId }, { text: '.' }],
  ],
  [
    `The agreement A (${agreementId}) was edited.`,
    [{ text: 'The agreement ' }, { text: 'A', agreementId }, { text: ' was edited.' }],
  ],
  [`The group EMEA (${agreementId}) is being deleted.`, [{ text: 'The group EMEA is being deleted.' }]],
])('%s', (message, parts) => {
  expect(partsOf(message)).toEqual(parts)
})

import { expect, test } from 'vitest'
import { partsOf } from '../../../console/src/ledger/message-parts.ts'

const agreementId = '01KBXDQ8Z0J5N3V6W7X8Y9ZABC'

test.each([
  ['Write a number of at least 1.', [{ at: 0, text: 'Write a number of at least 1.' }]],
  [
    `The pair A1 / L1 belongs to the agreement Office (EMEA) (${agreementId}).`,
    [
      { at: 0, text: 'The pair A1 / L1 belongs to the agreement ' },
      { at: 42, text: 'Office (EMEA)', agreementId },
      { at: 84, text: '.' },
    ],
  ],
  [
    `The agreement A (${agreementId}) was edited.`,
    [
      { at: 0, text: 'The agreement ' },
      { at: 14, text: 'A', agreementId },
      { at: 44, text: ' was edited.' },
    ],
  ],
  [`The group EMEA (${agreementId}) is being deleted.`, [{ at: 0, text: 'The group EMEA is being deleted.' }]],
])('%s', (message, parts) => {
  expect(partsOf(message)).toEqual(parts)
})

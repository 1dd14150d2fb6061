import { expect, it } from 'vitest'
import { layoutWaterfall } from '../../../console/src/ui/waterfall-layout.ts'

it('Parts of a waterfall follow each other from the end of the whole to what is left', () => {
  expect(
    layoutWaterfall([
      { id: 'installs', is: 'whole', value: 10 },
      { id: 'free', is: 'part', value: 2 },
      { id: 'exempt', is: 'part', value: 0 },
      { id: 'no data', is: 'part', value: 3 },
      { id: 'required', is: 'rest', value: 5 },
    ]),
  ).toEqual([
    { start: 0, end: 1 },
    { start: 0.8, end: 1 },
    { start: 0.8, end: 0.8 },
    { start: 0.5, end: 0.8 },
    { start: 0, end: 0.5 },
  ])
  expect(layoutWaterfall([{ id: 'nothing', is: 'whole', value: 0 }])).toEqual([{ start: 0, end: 0 }])
})

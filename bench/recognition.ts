/**
 * How well names of software and of licenses are recognized, against labels that were given apart from the recognition
 * data. Nothing here is a limit; all but CPU time is the same in every run.
 */
import { halfOf, type LabelledName, labelledNames } from './recognition/labels.ts'
import { licenseRows } from './recognition/license-quality.ts'
import {
  calledFree,
  kindOf,
  kindRows,
  mergedRows,
  pairsOf,
  publisherRows,
  qualityBy,
  recognized,
} from './recognition/name-quality.ts'
import { recognizedAs } from './recognition/recognized.ts'
import { figure, median, type Row } from './report.ts'
import { amount } from './size.ts'

const manyNames = (names: readonly LabelledName[]): { publisher: string; name: string }[] => {
  const wanted = amount(20_000, 2_000)
  const rounds = Math.ceil(wanted / names.length)
  const many = Array.from({ length: rounds }, (_, round) =>
    names.map(({ publisher, name }) => ({ publisher, name: round === 0 ? name : `${name} ${round}.${round + 7}.0` })),
  )
  return many.flat().slice(0, wanted)
}

/** What any comparison of names takes: folding letters, and a map. */
const bareKey = (publisher: string, name: string): string =>
  `${publisher}|${name}`
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')

/** @returns milliseconds of CPU */
const cpuOf = (work: () => void): number => {
  const rounds = Array.from({ length: amount(5, 1) }, () => {
    const start = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  return median(rounds)
}

const cpuRows = (names: readonly LabelledName[]): Row[] => {
  const many = manyNames(names)
  const keys = new Set<string>()
  const bare = cpuOf(() => {
    for (const { publisher, name } of many) keys.add(bareKey(publisher, name))
  })
  const recognition = cpuOf(() => {
    for (const { publisher, name } of many) keys.add(recognizedAs(publisher, name).key)
  })
  return [
    figure('distinct names', many.length, 'names'),
    figure('folding them', bare, 'ms of CPU'),
    figure('recognizing them', recognition, 'ms of CPU'),
    figure('recognizing of folding', recognition / bare, 'times'),
  ]
}

/** @param add is told each section */
export const measureRecognition = (add: (title: string, rows: Row[]) => void): void => {
  const names = recognized(labelledNames())
  const pairs = pairsOf(names)
  add(
    'Names that are one product, by language',
    qualityBy('language', names, pairs, ({ language }) => language),
  )
  add('Names that are one product, by kind', qualityBy('kind', names, pairs, kindOf))
  add(
    'Names that are one product, by half of the labels',
    qualityBy('half', names, pairs, ({ productLabel }) => halfOf(productLabel)).slice(1),
  )
  add('Publishers that meet', publisherRows(names))
  add('Kinds told apart', kindRows(names))
  add(
    'Kinds told apart, of the half that was held out',
    kindRows(names.filter(({ productLabel }) => halfOf(productLabel) === 'held out')),
  )
  add('Titles that need a license and are said to need none', calledFree(names))
  add('Products made one', mergedRows(pairs))
  add('License names', licenseRows())
  add('CPU of recognition', cpuRows(names))
}

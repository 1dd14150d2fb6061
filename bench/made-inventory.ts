import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { knownNames } from './normalization.ts'
import { randomFrom } from './random.ts'

export const titlesPerDevice = 120
const products = 3_000
/** Beside some 400 real ones. */
const madePublishers = 100
/** Products that nearly every device has. */
const everywhere = 60
const oftenMissing = 0.03

const syllables = 'ba co di fu ge ha jo ki lu me na po ri su te va wo xi yu ze'.split(' ')

/** A word for each number, with no digits, which a rule may take for a version. */
const wordOf = (index: number): string => {
  const { length } = syllables
  const of = (place: number) => syllables[Math.floor(index / length ** place) % length] ?? ''
  const word = `${of(0)}${of(1)}${of(2)}`
  return `${word[0]?.toUpperCase()}${word.slice(1)}`
}

interface Product {
  publisher: string
  /** As devices report it: with a version in it or not. */
  titles: string[]
  versions: string[]
}

const titlesOf = (title: string, index: number): string[] => {
  if (index % 10 < 5) return [title]
  const two = [title, `${title} (x64)`]
  return index % 10 < 8 ? two : [...two, `${title} ${1 + (index % 20)}.${index % 7}`]
}

const inCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Real names first, made ones beyond. */
const makeProducts = (): Product[] => {
  const random = randomFrom(1)
  const real = knownNames()
    .map((name) => ({ name, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ name }) => name)
  return Array.from({ length: products }, (_, index) => {
    const { publisher, title } = real[index] ?? {
      publisher: `${wordOf(7 * (index % madePublishers) + 1_000)} Software Ltd.`,
      title: `${wordOf(index)} ${wordOf(2 * index + 3_000)}`,
    }
    return {
      publisher: inCell(publisher),
      titles: titlesOf(title, index).map(inCell),
      versions: Array.from({ length: 1 + (index % 4) }, (_each, minor) => `${1 + (index % 30)}.${minor}.${index}`),
    }
  })
}

/** Draws products beyond those that are everywhere by Zipf's law. */
const zipf = (random: () => number) => {
  const sums: number[] = []
  let sum = 0
  for (let rank = 1; rank <= products - everywhere; rank++) {
    sum += 1 / rank
    sums.push(sum)
  }
  return (): number => {
    const wanted = random() * sum
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return everywhere + low
  }
}

function* linesOf(devices: number): Generator<string> {
  yield 'deviceId,deviceName,publisher,title,version,platform\r\n'
  const all = makeProducts()
  const random = randomFrom(2)
  const draw = zipf(random)
  const oneOf = (texts: readonly string[]) => texts[Math.floor(random() ** 2 * texts.length)] ?? ''
  for (let device = 0; device < devices; device++) {
    const number = String(device).padStart(6, '0')
    const guid = `${Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')}-0000-4000-8000-000000${number}`
    const chosen = new Set<number>()
    for (let index = 0; index < everywhere; index++) if (random() > oftenMissing) chosen.add(index)
    while (chosen.size < titlesPerDevice) chosen.add(draw())
    const rows = [...chosen].map((index) => {
      const { publisher, titles, versions } = all[index] ?? { publisher: '', titles: [], versions: [] }
      return `${guid},PC-${number},${publisher},${oneOf(titles)},${oneOf(versions)},Windows\r\n`
    })
    yield rows.join('')
  }
}

/**
 * Writes an inventory file of devices of 120 titles each: some 60 of them nearly everywhere, the others in a long tail of
 * 3,000 products of some 500 publishers with some 5,000 names. It says no times, so that each put of it is a newer report.
 */
export const makeInventory = (path: string, devices: number): Promise<void> =>
  pipeline(Readable.from(linesOf(devices)), createWriteStream(path))

import type { components } from '../../api/schema.d.ts'
import type { Line } from './queries.ts'

/** What is typed into the form of a line; empty for what it does not say. */
export interface LineValues {
  publisher: string
  title: string
  kind: Line['kind']
  family: string
  edition: string
  version: string
}

export const noLine: LineValues = { publisher: '', title: '', kind: 'licensed', family: '', edition: '', version: '' }

export const valuesOf = ({ publisher, title, kind, family = '', edition = '', version = '' }: Line): LineValues => ({
  publisher,
  title,
  kind,
  family,
  edition,
  version,
})

export const newLineOf = (values: LineValues): components['schemas']['NewRecognitionLine'] => {
  const { publisher, title, kind, family, edition, version } = values
  return {
    publisher,
    title,
    kind,
    ...(family.trim() !== '' && { family }),
    ...(edition.trim() !== '' && { edition }),
    ...(version.trim() !== '' && { version }),
  }
}

const longestWords = 48

/** An id that tells what the line is about. @param random what no other line has */
export const newLineId = ({ publisher, title }: LineValues, random: string): string => {
  const words =
    `${publisher} ${title}`
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  return [...words.join('-').slice(0, longestWords).split('-').filter(Boolean), random].join('-')
}

const id = '[0-7][0-9A-HJKMNP-TV-Z]{25}'
const named = new RegExp(`\\b(?<=[Tt]he agreement )(?<name>.+?) \\((?<id>${id})\\)`, 'g')
const bare = new RegExp(` \\(${id}\\)`, 'g')

interface Part {
  /** Where in the message it begins. */
  at: number
  text: string
  /** Whose name the text is. */
  agreementId?: string
}

/** A message of the service in parts: names of agreements with their ids, which the text itself leaves out. */
export const partsOf = (message: string): Part[] => {
  const parts: Part[] = []
  const add = (at: number, text: string): void => {
    const plain = text.replaceAll(bare, '')
    if (plain !== '') parts.push({ at, text: plain })
  }
  let end = 0
  for (const { 0: all, index, groups } of message.matchAll(named)) {
    add(end, message.slice(end, index))
    parts.push({ at: index, text: groups?.name ?? '', ...(groups?.id !== undefined && { agreementId: groups.id }) })
    end = index + all.length
  }
  add(end, message.slice(end))
  return parts
}

let typed = ''

const keep = (event: KeyboardEvent): void => {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  event.stopPropagation()
  typed += event.key
}

/** Letters that are typed before the field that they are for is there. Without this they went to what had the focus before. */
export const earlyKeys = {
  keep: (): void => {
    typed = ''
    document.addEventListener('keydown', keep, { capture: true })
  },
  /** The field has the focus. @returns what was typed until now */
  take: (): string => {
    document.removeEventListener('keydown', keep, { capture: true })
    const taken = typed
    typed = ''
    return taken
  },
}

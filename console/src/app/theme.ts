const key = 'theme'

export type Theme = 'system' | 'light' | 'dark'

const chosenTheme = (): Theme => {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

const show = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export const chooseTheme = (theme: Theme): void => {
  localStorage.setItem(key, theme)
  show(theme)
}

export const keepTheme = (): void => show(chosenTheme())

export const text = {
  find: 'Find',
  hint: 'Agreement, number, title, device or page',
  finding: 'Looking…',
  nothing: 'Nothing is called so.',
  page: 'Page',
  family: (publisher: string) => `Family · ${publisher}`,
  title: (publisher: string) => `Title · ${publisher}`,
  agreement: 'Agreement',
  pair: (number: string) => `Agreement with the number ${number}`,
  device: 'Device',
} as const

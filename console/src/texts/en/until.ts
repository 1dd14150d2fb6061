export const text = {
  open: 'No end',
  ended: 'Ended',
} as const

export const text = {
  hint: 'It may have been deleted, or the address is mistyped.',
  what: {
    agreement: { title: 'There is no such agreement', list: 'See all agreements' },
    family: { title: 'There is no such product family', list: 'See all families' },
    title: { title: 'There is no such title', list: 'See all titles' },
    device: { title: 'There is no such device', list: 'See all devices' },
    import: { title: 'There is no such import', list: 'See all imports' },
  },
} as const

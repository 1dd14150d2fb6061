/** What neither HTML nor XML can hold, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** A text with a replacement character for each one that markup cannot hold: VLSC and devices may send any. */
export const printable = (text: string): string => text.toWellFormed().replace(unprintable, '\ufffd')

/** What neither HTML nor XML can hold, not even escaped. */
const unprintable = /(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/gu

/** A text with a replacement character for each one that markup cannot hold: VLSC and devices may send any. */
export const printable = (text: string): string => text.toWellFormed().replace(unprintable, '\ufffd')

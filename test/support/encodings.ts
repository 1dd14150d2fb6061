/** A text in every encoding that files may have. @returns name and bytes of each */
export const inEncodings = (text: string): [string, Buffer][] => {
  const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16()
  return [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE', bigEndian(`\ufeff${text}`)],
    ['UTF-16 BE without a mark', bigEndian(text)],
  ]
}

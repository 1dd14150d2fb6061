/** The first bytes of a file tell what it is. */
const headBytes = 64 * 1024
/** A workbook is recognized as a whole, up to this. */
const workbookBytes = 4 * 1024 * 1024

/** The beginning of a file in base64, as `POST /imports/recognize` takes it. */
export const readHead = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/u, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file.slice(0, /\.xlsx$/iu.test(file.name) ? workbookBytes : headBytes))
  })

/** What is measured: how names of titles and of licenses are read. */
import { publisherKey } from '../../lib/recognition/names/software-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../lib/recognition/products/product-name.ts'
import { readLicense } from '../../lib/recognition/products/read-license.ts'
import { recognizer } from '../../lib/recognition/products/recognize.ts'

const recognize = recognizer()

/** Names are of one product when their keys are equal. A kind may be `unknown`. */
export const recognizedAs = (publisher: string, name: string): { publisher: string; key: string; kind: string } => {
  const found = recognize({ publisher, title: name })
  return { publisher: publisherKey(found.publisher), key: found.key, kind: found.kind }
}

export const licenseAs = (name: string, version: string): { key: string; metric: string } => {
  const product = { productFamily: name, version }
  const { key, isMeasured } = readLicense(product)
  return { key: key ?? matchKeyOfProduct(product), metric: isMeasured ? 'device' : 'access' }
}

/** The key of the licenses that a title of Microsoft meets. */
export const licenseKeyOfTitle = (title: string): string | undefined => {
  const { key, product } = recognize({ publisher: 'Microsoft Corporation', title })
  return product ? key : matchKeyOfTitle({ publisher: 'Microsoft', title })
}

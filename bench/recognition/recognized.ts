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

/**
 * Licenses are of one product when their keys are equal: also one by core is another than one by server, and a step-up
 * than what it leads to. Plans for schools and governments are plans of their own, licenses for them are not.
 * @returns `product` is what titles meet
 */
export const licenseAs = (
  name: string,
  version: string,
): { key: string; product: string; metric: string; packSize: number; isMeasured: boolean } => {
  const { key, metric, packSize, isStepUp, mark, isMeasured } = readLicense({ productFamily: name, version })
  const product = key ?? matchKeyOfProduct({ productFamily: name, version })
  const own = [metric, isStepUp ? 'step-up' : '', metric === 'user' ? mark : '']
  return { key: [product, ...own].join('|'), product, metric, packSize, isMeasured }
}

/** The key of the licenses that a title of Microsoft meets. */
export const licenseKeyOfTitle = (title: string): string | undefined => {
  const { key, product } = recognize({ publisher: 'Microsoft Corporation', title })
  return product ? key : matchKeyOfTitle({ publisher: 'Microsoft', title })
}

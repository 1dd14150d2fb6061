/** What is measured: how names are read today. */
import { normalize } from '../../lib/recognition/names/normalize.ts'
import { publisherKey, softwareKey } from '../../lib/recognition/names/software-key.ts'
import { matchKeyOfProduct, matchKeyOfTitle } from '../../lib/recognition/products/product-name.ts'

/** Names are of one product when their keys are equal. A kind may be `unknown`. */
export const recognizedAs = (publisher: string, name: string): { publisher: string; key: string; kind: string } => {
  const found = normalize({ publisher, title: name })
  return {
    publisher: publisherKey(found.publisher),
    key: softwareKey(found.publisher, found.title),
    kind: found.licensable ? 'licensed' : 'component',
  }
}

export const licenseAs = (name: string, version: string): { key: string; metric: string } => ({
  key: matchKeyOfProduct({ productFamily: name, version }),
  metric: 'unknown',
})

/** The key of the licenses that a title of Microsoft meets. */
export const licenseKeyOfTitle = (title: string): string | undefined =>
  matchKeyOfTitle(normalize({ publisher: 'Microsoft Corporation', title }))

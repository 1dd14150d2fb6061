import { metricsOf } from '../data/families.ts'
import type { Metric, RecognizedProduct } from '../data/recognition.ts'
import { rightsOfFamily } from '../data/rights.ts'

/** What an installed product needs. */
export interface Need {
  /** False for what comes with the computer or is free. */
  isNeeded: boolean
  metric: Metric
  /** Cores that must be licensed at least: for each processor and for a virtual machine, and for another machine. */
  perProcessor: number
  perMachine: number
  /** A virtual machine is licensed by the cores of its host. */
  isLicensedOnHost: boolean
}

export const needOf = (publisher: string, product: RecognizedProduct): Need => {
  const { editions, minimum } = rightsOfFamily(publisher, product.family)
  return {
    isNeeded: !editions.get(product.edition ?? '')?.needsNothing,
    metric: metricsOf(publisher, product).metric,
    // Also of versions that were licensed by server: licenses for cores of a later one run them by its terms.
    perProcessor: minimum?.processor ?? 0,
    perMachine: minimum?.machine ?? 0,
    isLicensedOnHost: minimum?.isOnHost ?? false,
  }
}

/** A virtual machine counts as one processor. */
export const coresNeeded = (
  { perProcessor, perMachine }: Need,
  { cores, processors = 1, isVirtual = false }: { cores: number; processors?: number; isVirtual?: boolean },
): number =>
  isVirtual ? Math.max(cores, perProcessor) : Math.max(cores, perProcessor * Math.max(processors, 1), perMachine)

/** Editions from which a step-up license of this product lifts, lowest first. */
export const stepUpsFrom = (publisher: string, product: RecognizedProduct): readonly RecognizedProduct[] => {
  const { stepUps, editions, tracks } = rightsOfFamily(publisher, product.family)
  const edition = product.edition ?? ''
  const track = tracks.get(editions.get(edition)?.track ?? '')
  const rank = track?.places.get(product.version ?? '')?.rank ?? Number.POSITIVE_INFINITY
  return (stepUps.get(edition) ?? [])
    .filter(({ since }) => rank >= since)
    .map(({ gives }) => ({ ...product, edition: gives }))
}

import { pairKey } from '../../lib/agreements/records/pair.ts'
import { rowKey } from '../../lib/entitlements/rows/statement-rows.ts'
import { ascendingBy, ascendingByAll } from '../../lib/foundation/collections.ts'
import { derivedId } from '../../lib/foundation/table/ids.ts'
import { packedDeviceKey } from '../../lib/foundation/table/keys.ts'
import { nameKey } from '../../lib/foundation/text/name.ts'
import { metricsOf } from '../../lib/recognition/data/families.ts'
import { partOfProduct } from '../../lib/recognition/data/plans.ts'
import { familyIdOf, type Metric, type RecognizedProduct } from '../../lib/recognition/data/recognition.ts'
import { publisherKey } from '../../lib/recognition/names/software-key.ts'
import { productKey } from '../../lib/recognition/products/product-key.ts'
import { readLicense } from '../../lib/recognition/products/read-license.ts'
import { coresNeeded, needOf, stepUpsFrom } from '../../lib/recognition/rights/needs.ts'
import { everyRight, familiesOf, type Right, runsAlso, useOf } from '../../lib/recognition/rights/rights.ts'
import { countByHand, type PlainLedger } from './position-model.ts'

type Title = ReturnType<typeof countByHand>['titles'][number]
type TitleOfLicense = Pick<Title, 'id' | 'publisher' | 'name' | 'product' | 'kind'>

interface License {
  id: string
  family: string
  publisher: string
  product: RecognizedProduct | undefined
  metric: Metric
  quantity: number
  isCounted: boolean
  isStepUp: boolean
  isVolume: boolean
  softwareAssurance: { until: string | undefined } | undefined
  restrictions: readonly Right[]
  exact: readonly TitleOfLicense[]
  mapped: readonly TitleOfLicense[]
  excluded: readonly TitleOfLicense[]
}

/** One way to use licenses: what stays open, what it costs, the places of the licenses in use, and how many are. */
interface Way {
  totals: readonly [open: number, cost: number, rank: number]
  used: number
  left: readonly string[]
}

interface Stock {
  rank: number
  quantity: number
  isOwned: boolean
  costs: ReadonlyMap<string, number>
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const subsetsOf = <T>([first, ...others]: readonly T[]): T[][] =>
  first === undefined ? [[]] : subsetsOf(others).flatMap((subset) => [subset, [first, ...subset]])

const bestOf = (ways: readonly Way[]): Way[] => {
  const ordered = ways.toSorted(ascendingByAll(({ totals }) => totals))
  const best = ordered.filter(({ totals }) => String(totals) === String(ordered[0]?.totals))
  return [...new Map(best.map((way) => [`${way.used} ${way.left}`, way])).values()]
}

/** Tries every set of licenses on every place: a machine, or a unit of one. @param mark how an open need is told */
const serve = (
  places: readonly { weight: number; needs: readonly string[] }[],
  stock: readonly Stock[],
  mark: (need: string, place: number) => string,
): Way[] => {
  const known = new Map<string, Way[]>()
  const from = (at: number, left: readonly number[]): Way[] => {
    const place = places[at]
    if (!place) return [{ totals: [0, 0, 0], used: 0, left: [] }]
    const key = `${at} ${left}`
    const useful = stock.filter(
      ({ costs }, index) => (left[index] ?? 0) > 0 && place.needs.some((need) => costs.has(need)),
    )
    const ways =
      known.get(key) ??
      bestOf(
        subsetsOf(useful).flatMap((chosen) => {
          const costs = place.needs.map((need) => Math.min(...chosen.map((one) => one.costs.get(need) ?? Infinity)))
          const open = place.needs.filter((_, index) => costs[index] === Infinity)
          const own = [
            open.length * place.weight,
            sum(costs.filter(Number.isFinite)) * place.weight,
            sum(chosen.map(({ rank }) => rank)),
          ]
          return from(
            at + 1,
            stock.map((one, index) => (left[index] ?? 0) - (chosen.includes(one) ? 1 : 0)),
          ).map(({ totals: [opens, cost, rank], used, left: rest }) => ({
            totals: [opens + (own[0] ?? 0), cost + (own[1] ?? 0), rank + (own[2] ?? 0)] as const,
            used: used + chosen.filter(({ isOwned }) => isOwned).length,
            left: [...rest, ...open.map((need) => mark(need, at))].sort(),
          }))
        }),
      )
    known.set(key, ways)
    return ways
  }
  return from(
    0,
    stock.map(({ quantity }) => quantity),
  )
}

const usersOrAccess = (metric: Metric): boolean => metric === 'user' || metric === 'access'
const needOfTitle = ({ publisher, product }: Title) => (product ? needOf(publisher, product) : undefined)
const metricOfTitle = (title: Title): Metric => needOfTitle(title)?.metric ?? 'device'
/** What needs no license of a machine by its kind is bought for users. */
const metricOfLicense = ({ kind, publisher, product }: TitleOfLicense): Metric => {
  if (kind !== 'licensed' && kind !== 'unknown') return 'user'
  const metric = product ? metricsOf(publisher, product).license : 'device'
  return usersOrAccess(metric) ? metric : 'device'
}
const lacksEdition = ({ product }: Title): boolean => product?.edition?.startsWith('?') === true
const runs = (one: Title, other: Title): boolean =>
  one.product !== undefined && other.product !== undefined && runsAlso(one.publisher, one.product, other.product)

/** Licenses of rows and agreements, by the ids that the third criterion of a coverage orders them by. */
const licensesByHand = (
  ledger: PlainLedger,
  { rows, matched, licensed }: ReturnType<typeof countByHand>,
  familyOf: (title: TitleOfLicense) => string,
) => {
  const ofRows = rows.flatMap(({ row, pair, counted: isCounted }): License[] => {
    const match = matched.find(({ key }) => key === productKey(row))
    const { product, metric, packSize, isStepUp } = readLicense(match?.name ?? row)
    const [first] = match?.titles ?? []
    const family = product ? familyIdOf('Microsoft', product.family) : first && familyOf(first)
    if (!match || family === undefined) return []
    const holders = ledger.pairs
      .filter((one) => 'licenseId' in row && one.licenseNumber.toUpperCase() === row.licenseId?.toUpperCase())
      .toSorted(
        ascendingByAll((one) => [one.endDate ?? '', `${one.licenseNumber}#${one.agreementNumber}`.toUpperCase()]),
      )
    const terms = pair ?? holders.at(-1)
    const named = { ...row, productPool: '', type: '', activeSoftwareAssuranceQuantity: 0 }
    const id = pair
      ? derivedId(`ENTITLEMENTS#PAIR#${pairKey(pair)}`, rowKey(named))
      : derivedId(
          `ENTITLEMENTS#${'source' in row ? row.source : ''}`,
          `${('licenseId' in row ? row.licenseId : undefined) ?? ''}#${row.productFamily}#${row.version}`,
        )
    const assured = Math.min(row.effectiveQuantity, row.activeSoftwareAssuranceQuantity ?? 0)
    const license = {
      ...{
        family,
        publisher: product ? 'Microsoft' : (first?.publisher ?? ''),
        product,
        metric,
        isStepUp,
        isCounted,
        isVolume: true,
      },
      restrictions:
        ledger.agreements.find((one) => terms && one.id === (terms.agreementId ?? 'AGREEMENT0'))?.restrictions ?? [],
      ...{
        exact: match.byRule,
        mapped: match.titles.filter((title) => !match.byRule.includes(title)),
        excluded: match.excluded,
      },
    }
    const units = isCounted ? (metric === 'core' ? packSize : 1) : 0
    const { effectiveQuantity: all } = row
    return [
      ...(assured > 0
        ? [{ ...license, id: `${id}-SA`, quantity: assured * units, softwareAssurance: { until: terms?.endDate } }]
        : []),
      ...(all > assured ? [{ ...license, id, quantity: (all - assured) * units, softwareAssurance: undefined }] : []),
    ]
  })
  const ofAgreements = licensed.flatMap(({ id, title, count, startDate, endDate }): License[] => {
    if (!title) return []
    const isCounted = startDate <= ledger.today && ledger.today <= endDate
    const quantity = !isCounted ? 0 : count === 'unlimited' ? Infinity : count
    return [
      {
        ...{
          id,
          family: familyOf(title),
          publisher: title.publisher,
          product: title.product,
          metric: metricOfLicense(title),
          quantity,
          isCounted,
        },
        ...{ isStepUp: false, isVolume: title.publisher !== 'Microsoft', softwareAssurance: undefined },
        restrictions: ledger.agreements.find((one) => one.id === id)?.restrictions ?? [],
        ...{ exact: [title], mapped: [], excluded: [] },
      },
    ]
  })
  return [...ofRows, ...ofAgreements]
}

const yearOf = ({ product }: License): number => Number(/\d{4}/u.exec(product?.version ?? '')?.[0] ?? 0)

/** Each license of a step-up takes one of a lower edition away. */
const stepUpByHand = (licenses: readonly License[]): License[] => {
  const all = licenses.map((license) => ({ ...license })).sort(ascendingBy(({ id }) => id))
  const lifted = all
    .filter(({ isStepUp }) => isStepUp)
    .flatMap((step) => {
      const { product } = step
      const editions = product ? stepUpsFrom(step.publisher, product).map(({ edition }) => edition) : []
      const bases = all
        .filter((base) => !base.isStepUp && base.metric === step.metric && editions.includes(base.product?.edition))
        .sort(ascendingByAll((base) => [base.softwareAssurance ? 0 : 1, -yearOf(base), base.id]))
      let rest = step.quantity
      const pieces = bases.flatMap((base) => {
        const quantity = Math.min(rest, base.quantity)
        rest -= quantity
        base.quantity -= quantity
        return quantity > 0 && product
          ? [{ ...step, quantity, product: { ...product, version: product.version ?? base.product?.version } }]
          : []
      })
      const told = rest > 0 || pieces.length === 0 ? [...pieces, { ...step, quantity: 0 }] : pieces
      return told.map((piece, index) => ({ ...piece, id: index === 0 ? step.id : `${step.id}-${index + 1}` }))
    })
  return [...all.filter(({ isStepUp }) => !isStepUp), ...lifted].sort(ascendingBy(({ id }) => id))
}

const priceOfManager = 10

/** What meeting the requirement of a title costs with a license; undefined: it may not. */
export const costOf = (license: License, title: Title, ledger: PlainLedger): number | undefined => {
  if (license.excluded.some(({ id }) => id === title.id)) return undefined
  if (license.exact.some(({ id }) => id === title.id)) return 0
  const isMapped = license.mapped.some(({ id }) => id === title.id)
  const { product } = license
  const use =
    product &&
    title.product &&
    useOf({ ...license, product }, title.product, ledger.today, ledger.policies ?? everyRight)
  return isMapped ? Math.min(priceOfManager, use?.cost ?? priceOfManager) : use?.cost
}

/** What of plans lets their users run a title. */
const partOfTitle = ({ publisher, product }: Title) => product && partOfProduct(publisher, product)

/** What is known of a machine: of linked devices the last one that knows it; of plans, whether any of their users has one. */
const factsOfMachine = (
  ledger: PlainLedger,
  devices: readonly PlainLedger['devices'][number][],
  titles: readonly Title[],
) => {
  const inOrder = devices.toSorted(ascendingBy(({ id }) => packedDeviceKey(id))).flatMap(({ facts }) => facts ?? [])
  const named = inOrder.flatMap(({ names = [] }) => names)
  const last = <T>(of: (facts: (typeof inOrder)[number]) => T | undefined): T | undefined =>
    inOrder.flatMap((facts) => of(facts) ?? []).at(-1)
  return {
    cores: last(({ cores }) => cores),
    processors: last(({ processors }) => processors),
    virtual: last(({ virtual }) => virtual),
    titles: titles.filter(({ has }) => named.some((place) => has.has(place))),
    /** Of devices that count. */
    hasPlanFor: (title: Title): 'yes' | 'no' | 'unknown' => {
      const part = partOfTitle(title)
      const answers = devices
        .filter(({ seen }) => Date.parse(ledger.today) - Date.parse(seen) <= ledger.staleDays * 86_400_000)
        .flatMap(({ plans }) => (part && plans?.[part]) ?? [])
      return answers.includes('yes') ? 'yes' : answers.includes('no') ? 'no' : 'unknown'
    },
    exempt: devices
      .flatMap(({ exempt = [] }) => exempt)
      .filter(({ until = '9999' }) => ledger.today <= until)
      .map(({ familyId = '*' }) => familyId),
  }
}

/** What a machine must have in a family, and where its installs go. */
const requirementsOf = (
  present: readonly Title[],
  facts: ReturnType<typeof factsOfMachine>,
  familyId: string,
  ofFamily: readonly Title[],
  inCores: boolean,
) => {
  const needed = present.filter((title) => needOfTitle(title)?.isNeeded ?? true)
  const told = needed.filter((title) => {
    if (!lacksEdition(title)) return true
    const named = [...present, ...facts.titles.filter((one) => ofFamily.includes(one))]
    const version = title.product?.version
    return !named.some(
      (one) =>
        !lacksEdition(one) &&
        (one.product?.version === undefined || version === undefined || one.product.version === version),
    )
  })
  const stays = told.filter(
    (title, at) => !told.some((one, first) => one !== title && runs(one, title) && (first < at || !runs(title, one))),
  )
  const subscribed = stays.filter((title) => facts.hasPlanFor(title) === 'yes')
  const kept = stays.filter((title) => !subscribed.includes(title))
  const isUnknown =
    kept.some(lacksEdition) ||
    (inCores &&
      ((facts.virtual === true && kept.some((title) => needOfTitle(title)?.isLicensedOnHost)) ||
        facts.cores === undefined))
  const known = {
    cores: facts.cores ?? 0,
    ...(facts.processors !== undefined && { processors: facts.processors }),
    ...(facts.virtual !== undefined && { isVirtual: facts.virtual }),
  }
  const cores = kept.map((title) => {
    const need = needOfTitle(title)
    return need ? coresNeeded(need, known) : known.cores
  })
  const isExempt = facts.exempt.some((id) => id === '*' || id === familyId)
  return {
    kept,
    state: kept.length === 0 ? 'nothing' : isExempt ? 'exempt' : isUnknown ? 'needs-data' : 'required',
    units: inCores ? Math.max(1, ...cores) : 1,
    needless: present.length - needed.length,
    sameMachine: needed.length - stays.length,
    subscribed,
  }
}

/** More ways would take too long to try. */
const mostStates = 5_000

/** Positions of families, machine by machine: every best way to use the licenses. */
export const familiesByHand = (ledger: PlainLedger) => {
  const counted = countByHand(ledger)
  const titles = counted.titles.toSorted(
    ascendingByAll(({ publisher, name, id }) => [publisherKey(publisher), nameKey(name.title), id]),
  )
  const movedTo = new Map(
    counted.mappings.flatMap(({ mappedTo }) => {
      const named = counted.mappings
        .filter((other) => other.mappedTo.id === mappedTo.id)
        .flatMap(({ products }) => products)
        .sort(ascendingByAll(({ rank, at }) => [rank, at]))
        .flatMap((product) => readLicense(product).product ?? [])
      const isOwn = named.some(
        ({ family }) => mappedTo.publisher === 'Microsoft' && mappedTo.product?.family === family,
      )
      return named[0] && !isOwn ? [[mappedTo.id, named[0].family] as const] : []
    }),
  )
  const familyOf = (title: TitleOfLicense): string => {
    const moved = movedTo.get(title.id)
    return moved === undefined
      ? familyIdOf(title.publisher, title.product?.family ?? title.name.title)
      : familyIdOf('Microsoft', moved)
  }
  const read = licensesByHand(ledger, counted, familyOf)
  // A suite of servers makes one family of those of its parts.
  const joined = new Map(
    read.flatMap(({ publisher, product }) => {
      const [own, first, ...others] = product ? familiesOf(publisher, product) : []
      return first === undefined
        ? []
        : [own ?? '', ...others].map((family) => [familyIdOf(publisher, family), familyIdOf(publisher, first)] as const)
    }),
  )
  const placeOf = (id: string): string => joined.get(id) ?? id
  const ids = new Set([
    ...titles
      .filter(({ kind }) => kind === 'licensed' || kind === 'subscription')
      .map((title) => placeOf(familyOf(title))),
    ...read.map(({ family }) => placeOf(family)),
  ])
  const machines = [...Map.groupBy(ledger.devices, ({ id }) => counted.machineOf(id))].map(([id, devices]) => ({
    id,
    facts: factsOfMachine(ledger, devices, titles),
  }))

  const families = [...ids].map((id) => {
    const ofFamily = titles.filter((title) => placeOf(familyOf(title)) === id)
    const licenses = stepUpByHand(read.filter(({ family }) => placeOf(family) === id))
    const licensed = ofFamily.filter((title) => title.kind === 'licensed' && title.installed > 0)
    const has = (metric: Metric) =>
      licenses.some((one) => one.metric === metric) ||
      licensed.some((title) => title.product && metricOfTitle(title) === metric)
    const inCores = has('core')
    const onMachines = licensed.filter((title) => !usersOrAccess(metricOfTitle(title)))
    const rented = ofFamily.filter((title) => title.kind === 'subscription' && partOfTitle(title) !== undefined)
    const required = machines.flatMap(({ id: machine, facts }) => {
      const present = ofFamily.filter(
        (title) =>
          title.machines.has(machine) &&
          (onMachines.includes(title) || (rented.includes(title) && facts.hasPlanFor(title) !== 'unknown')),
      )
      return present.length === 0 ? [] : [{ machine, ...requirementsOf(present, facts, id, ofFamily, inCores) }]
    })
    const countOf = (state: string): number =>
      sum(required.filter((one) => one.state === state).map(({ kept }) => kept.length))
    const demands = required.filter(({ state }) => state === 'required')

    const covering = licenses.filter(({ quantity, metric }) => quantity > 0 && !usersOrAccess(metric))
    const needed = [...new Set(demands.flatMap(({ kept }) => kept))]
    const stock = covering.map((license, at) => ({
      ...{ rank: at + 1, quantity: Math.min(license.quantity, 1_000), isWhole: inCores && license.metric !== 'core' },
      isOwned: Number.isFinite(license.quantity) && (!inCores || license.metric === 'core'),
      costs: new Map(
        needed.flatMap((title) => {
          const cost = costOf(license, title, ledger)
          return cost === undefined ? [] : [[title.id, cost] as const]
        }),
      ),
    }))
    const isInUnits = demands.some(({ units }) => units > 1)
    const places = demands.map(({ units, kept }) => ({ weight: units, needs: kept.map((title) => title.id) }))
    const first = isInUnits ? stock.filter(({ isWhole }) => isWhole) : []
    const units = sum(places.map(({ weight }) => weight))
    const states = stock
      .filter(({ costs }) => costs.size > 0)
      .reduce((all, one) => all * (1 + Math.min(one.quantity, units)), units)
    const isTooLarge = states > mostStates
    const ways = (isTooLarge ? [] : serve(places, first, (need, place) => `${place} ${need}`)).flatMap((way) => {
      const ofMachines = places.flatMap(({ weight, needs }, place) =>
        Array.from({ length: weight }, () => ({
          weight: 1,
          needs: needs.filter((need) => way.left.includes(`${place} ${need}`)),
        })),
      )
      return serve(
        ofMachines.filter(({ needs }) => needs.length > 0),
        stock.filter((one) => !first.includes(one)),
        (need) => need,
      ).map((rest) => ({
        cost: way.totals[1] + rest.totals[1],
        used: way.used + rest.used,
        open: Object.fromEntries(
          ofFamily.map((title) => [title.id, rest.left.filter((need) => need === title.id).length]),
        ),
      }))
    })

    const saidOf = (metric: Metric): number | undefined =>
      ledger.declaredUse?.find((use) => use.familyId === id && use.metric === metric)?.quantity
    const owned = licenses.filter(({ metric }) => (inCores ? metric === 'core' : !usersOrAccess(metric)))
    const isCountedBy = (metric: Metric) => licenses.some((one) => one.metric === metric)
    const isOnMachines = required.some(
      ({ kept, needless, sameMachine, subscribed }) =>
        needless + sameMachine > 0 || [...kept, ...subscribed].some(({ kind }) => kind === 'licensed'),
    )
    const ofPeople = isCountedBy('access') && !isCountedBy('user') ? 'access' : 'user'
    const isSaid = licenses.some((one) => one.isCounted && one.metric === ofPeople) || saidOf(ofPeople) !== undefined
    const lacksPlans = required.some(({ kept }) => kept.some(({ kind }) => kind === 'subscription'))
    const metric: Metric = inCores
      ? 'core'
      : has('server')
        ? 'server'
        : isOnMachines || isCountedBy('device')
          ? 'device'
          : lacksPlans && !isSaid
            ? 'device'
            : ofPeople
    const finiteOf = (all: readonly License[]): number =>
      sum(all.map(({ quantity }) => (quantity === Infinity ? 0 : quantity)))
    const ofMetric = licenses.filter((one) => one.isCounted && one.metric === metric)
    const bought = finiteOf(ofMetric)
    const used = saidOf(metric)
    const isMeasured = !usersOrAccess(metric) || used !== undefined
    const open = (way: (typeof ways)[number]): number => sum(Object.values(way.open))
    const need = sum(demands.map(({ kept, units }) => kept.length * units))
    const mayRun = (way: (typeof ways)[number], title: Title): boolean =>
      (way.open[title.id] ?? 0) > 0 && covering.some((license) => costOf(license, title, ledger) !== undefined)
    const counts = {
      installs:
        sum(ofFamily.filter(({ kind }) => kind === 'free' || kind === 'component').map(({ installed }) => installed)) +
        sum(
          required.map(
            ({ kept, needless, sameMachine, subscribed }) => kept.length + needless + sameMachine + subscribed.length,
          ),
        ),
      coveredBySubscription: sum(required.map(({ subscribed }) => subscribed.length)),
      withoutPlan: sum(required.map(({ kept }) => kept.filter((title) => rented.includes(title)).length)),
      planUnknown: sum(
        rented.flatMap((title) =>
          machines.map(({ id: machine, facts }) =>
            Number(title.machines.has(machine) && facts.hasPlanFor(title) === 'unknown'),
          ),
        ),
      ),
      sameMachine: sum(required.map(({ sameMachine }) => sameMachine)),
      ...{ exempt: countOf('exempt'), needsData: countOf('needs-data'), requiredInstalls: countOf('required') },
      ...{
        metric,
        inCores,
        unlimited: (usersOrAccess(metric) ? ofMetric : owned).some(({ quantity }) => quantity === Infinity),
      },
    }
    const finite = finiteOf(owned)
    const lacking = counts.unlimited ? 0 : Math.max(0, (used ?? bought) - bought)
    const figuresOf = (way: (typeof ways)[number]) =>
      usersOrAccess(metric) && (used !== undefined || isCountedBy(metric))
        ? {
            ...{ owned: bought, required: used ?? 0, covered: (used ?? 0) - lacking, shortfall: lacking },
            surplus: used === undefined ? 0 : Math.max(0, bought - used),
          }
        : { owned: finite, required: need, covered: need - open(way), shortfall: open(way), surplus: finite - way.used }
    const outcomes = ways.map((way) => {
      const figures = figuresOf(way)
      const owns = figures.owned > 0 || counts.unlimited
      const some = usersOrAccess(metric) ? figures.owned > 0 : ofFamily.some((title) => mayRun(way, title))
      const status =
        figures.shortfall > 0
          ? some
            ? 'under-licensed'
            : 'unlicensed'
          : counts.needsData > 0
            ? 'needs-data'
            : figures.required > 0
              ? 'licensed'
              : !isMeasured
                ? counts.coveredBySubscription > 0 && counts.planUnknown === 0
                  ? 'licensed'
                  : 'not-measured'
                : owns || usersOrAccess(metric)
                  ? 'unused'
                  : 'licensed'
      return {
        ...figures,
        cost: way.cost,
        status,
        titles: ofFamily.map((title) => statusOfTitle(title, required, way.open[title.id] ?? 0, mayRun(way, title))),
      }
    })
    const isListed =
      required.length > 0 ||
      licenses.length > 0 ||
      ledger.declaredUse?.some(({ familyId }) => familyId === id) ||
      ofFamily.some((title) => title.kind !== 'free' && title.kind !== 'component' && title.installed > 0)
    const byId = new Map(licenses.map((license) => [license.id, license]))
    return { id, counts, isListed, isTooLarge, outcomes, licenses: byId, ofFamily }
  })
  return { families }
}

const statusOfTitle = (
  title: Title,
  required: readonly { kept: readonly Title[]; subscribed: readonly Title[]; state: string }[],
  open: number,
  mayRun: boolean,
) => {
  const { id, kind, installed, entitled, unlimited } = title
  const needsData = required.some(({ kept, state }) => state === 'needs-data' && kept.includes(title))
  const status = (): string => {
    if (kind === 'free' || kind === 'component') return kind
    if (kind === 'unknown') return installed > 0 ? kind : 'absent'
    if (kind === 'subscription') {
      const known = required.filter(
        ({ kept, subscribed, state }) => subscribed.includes(title) || (state === 'required' && kept.includes(title)),
      )
      if (open > 0) return mayRun ? 'short' : 'no-entitlement'
      return installed > 0 && known.length === installed ? 'covered' : 'not-measured'
    }
    if (usersOrAccess(metricOfTitle(title))) return 'not-measured'
    if (installed === 0) return unlimited || entitled > 0 ? 'unused' : 'absent'
    if (open > 0) return mayRun ? 'short' : 'no-entitlement'
    return needsData ? 'needs-data' : 'covered'
  }
  return [id, status()] as const
}

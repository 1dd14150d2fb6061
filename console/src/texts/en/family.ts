import { count, list, number } from '../format.ts'
import { words } from './words.ts'

type Metric = keyof typeof words.units

const machines = { one: 'machine', other: 'machines' }
const titles = { one: 'other title', other: 'other titles' }
/** What is owned and what lacks, in words: a machine lacks a license, a server lacks cores. */
const licenses = {
  device: { one: 'license', other: 'licenses' },
  core: { one: 'core license', other: 'core licenses' },
  server: { one: 'server license', other: 'server licenses' },
  user: { one: 'user license', other: 'user licenses' },
  access: { one: 'access license', other: 'access licenses' },
} as const
const uses = {
  device: { one: 'device uses', other: 'devices use' },
  core: { one: 'core uses', other: 'cores use' },
  server: { one: 'server uses', other: 'servers use' },
  user: { one: 'user uses', other: 'users use' },
  access: { one: 'user or device accesses', other: 'users and devices access' },
} as const

const licensesOf = (metric: Metric, value: number): string => count(value, licenses[metric])

export const text = {
  family: 'Family',
  back: 'Positions',
  metric: {
    device: 'Per device',
    core: 'Per core',
    server: 'Per server',
    user: 'Per user',
    access: 'Per access (CALs)',
  },
  licenses: licensesOf,
  answer: {
    label: 'Why',
    lackOfOne: (machineCount: number, metric: Metric, open: number, title: string) =>
      metric === 'device' && machineCount === open
        ? `${count(machineCount, machines)} ${machineCount === 1 ? 'lacks' : 'lack'} a license for ${title}.`
        : `${count(machineCount, machines)} ${machineCount === 1 ? 'lacks' : 'lack'} ${licensesOf(metric, open)} for ${title}.`,
    lackOfSome: (machineCount: number, metric: Metric, open: number, parts: readonly string[]) =>
      `${count(machineCount, machines)} ${machineCount === 1 ? 'lacks' : 'lack'} ${licensesOf(metric, open)}: ${list(parts)}.`,
    part: (open: number, title: string) => `${number(open)} for ${title}`,
    moreParts: (open: number, titleCount: number) => `${number(open)} for ${count(titleCount, titles)}`,
    lackOfPeople: (metric: Metric, shortfall: number, required: number, owned: number) =>
      `${licensesOf(metric, shortfall)} ${shortfall === 1 ? 'is' : 'are'} missing: ${number(required)} in use, ${number(owned)} owned.`,
    needsData: (installs: number) =>
      `Of ${count(installs, { one: 'install', other: 'installs' })} it is not known what ${installs === 1 ? 'it requires' : 'they require'}.`,
    notMeasured: (metric: Metric, owned: number, isUnlimited: boolean) =>
      `${isUnlimited ? 'A site license' : licensesOf(metric, owned)} ${isUnlimited || owned === 1 ? 'is' : 'are'} owned; how many are used is not measured.`,
    notMeasuredHint: (metric: Metric) =>
      metric === 'access'
        ? 'No inventory shows who accesses a server. Declare how many users and devices do, and the two are compared.'
        : 'It is licensed per user, and no inventory shows users. Declare how many use it, and the two are compared.',
    unused: (metric: Metric, owned: number) => `${licensesOf(metric, owned)} owned, and nothing requires any.`,
    unusedUnlimited: 'A site license is owned, and nothing requires any.',
    nothing: 'Nothing requires a license, and none is owned.',
    licensed: (metric: Metric, required: number) =>
      required === 1
        ? 'The one required license is there.'
        : `All ${licensesOf(metric, required)} that are required are there.`,
    licensedBySite: 'A site license covers whatever is required.',
    covered: (covered: number, required: number, title: string | undefined) =>
      `${title === undefined ? '' : `${title}: `}${number(covered)} of ${number(required)} requirements are met, and every license that may run it is in use.`,
    nothingMayRun: (title: string | undefined) =>
      `${title === undefined ? 'No license that is owned may run it' : `No license that is owned may run ${title}`}.`,
    spareButNot: (metric: Metric, spare: number, isOne: boolean, parts: readonly string[]) =>
      `${licensesOf(metric, spare)} ${spare === 1 ? 'is' : 'are'} spare, but ${spare === 1 ? 'it may not' : 'none may'} run ${isOne ? 'it' : 'them'}: ${list(parts)}.`,
    spareUnproven: (metric: Metric, spare: number, parts: readonly string[]) =>
      `${licensesOf(metric, spare)} ${spare === 1 ? 'is' : 'are'} spare: ${list(parts)}. The search for the best way ended at its limit, so some may still help.`,
    noSpare: 'No license of this family is spare.',
    spare: (metric: Metric, spare: number, parts: readonly string[]) =>
      `${licensesOf(metric, spare)} ${spare === 1 ? 'is' : 'are'} spare: ${list(parts)}.`,
    sparePart: (quantity: number, name: string, why: string | undefined) =>
      `${number(quantity)} ${name}${why === undefined ? '' : ` (${why})`}`,
    spareOthers: (quantity: number) => `${number(quantity)} others`,
    differs: {
      version: (has: string, needs: string, hasAssurance: boolean) =>
        `${has}, not ${needs}${hasAssurance ? '' : '; no Software Assurance'}`,
      edition: (has: string, needs: string) => `${has}, not ${needs}`,
      restricted: (rights: readonly (keyof typeof words.right)[]) =>
        `its agreement forbids: ${list(rights.map((right) => words.right[right].toLowerCase()))}`,
    },
    switchedOff: (policies: readonly (keyof typeof words.policy)[]) =>
      `By the policies of this ledger these rights do not count: ${list(policies.map((policy) => words.policy[policy].toLowerCase()))}.`,
    missing: {
      edition: (machineCount: number) =>
        `The edition is not known on ${count(machineCount, machines)}: import a file of device facts with their products.`,
      cores: (machineCount: number) =>
        `The cores are not known of ${count(machineCount, machines)}: import a file of device facts with them.`,
      host: (machineCount: number) =>
        `${count(machineCount, { one: 'machine is', other: 'machines are' })} virtual and licensed by the cores of the host, which no inventory shows: declare the cores of the hosts, and exempt the virtual machines.`,
    },
    notProven: 'The search for the best coverage ended at its limit: there may be a better one.',
    endUnknown: 'Some coverage rests on Software Assurance whose end nobody knows.',
    withoutPlan: (installs: number) =>
      installs === 1
        ? '1 subscription is on a machine whose user has no plan for it: see Machines.'
        : `${number(installs)} subscriptions are on machines whose users have no plan for them: see Machines.`,
    planUnknown: (installs: number) =>
      `Of ${count(installs, { one: 'subscription', other: 'subscriptions' })} on machines nobody knows whether the user has a plan.`,
    other: (metric: Metric, owned: number, used: number | undefined, shortfall: number) =>
      `Beside these, ${licensesOf(metric, owned)} ${owned === 1 ? 'is' : 'are'} owned${used === undefined ? '; how many are used is not measured' : `, with ${number(used)} in use`}${shortfall > 0 ? `: ${number(shortfall)} missing` : ''}.`,
  },
  whereTo: {
    title: 'Where the installs went',
    unit: 'Titles on machines',
    total: 'Installs',
    freeOrComponent: 'Free, or part of something else',
    sameMachine: 'Covered by another title of the machine',
    coveredBySubscription: 'Covered by a subscription of the user',
    exempt: 'On exempt machines',
    needsData: 'Too little is known of the machine',
    requiredInstalls: 'Require a license',
    required: {
      device: 'Licenses required',
      core: 'Cores required',
      server: 'Server licenses required',
      user: 'Users',
      access: 'Accesses',
    },
    covered: 'Covered',
    shortfall: 'Lacking',
    owned: {
      device: 'Licenses owned',
      core: 'Core licenses owned',
      server: 'Server licenses owned',
      user: 'User licenses owned',
      access: 'Access licenses owned',
    },
    used: 'In use',
    surplus: 'Spare',
    unlimited: 'A site license is among them: it covers any number and is not counted here.',
    inUse: (metric: Metric, used: number) => count(used, uses[metric]),
  },
  coverage: {
    title: 'Which license covers what',
    left: 'Licenses',
    right: 'Requirements',
    picture: (owned: number, required: number) =>
      `Licenses at the left and what machines require at the right. ${number(owned)} are owned and ${number(required)} required. The table below has the same numbers.`,
    asTable: 'Show the bands as a table',
    missing: 'No license',
    spare: 'Spare',
    otherLicenses: (licenseCount: number) => count(licenseCount, { one: 'other license', other: 'other licenses' }),
    otherTitles: (titleCount: number) => count(titleCount, titles),
    meetsMore: (used: number, meets: number) => `${number(used)} for ${number(meets)}`,
    withAssurance: 'with Software Assurance',
    stepUp: 'step-up',
    several: 'Several rights',
    nothing: 'Nothing is required, and no license is owned: there is nothing to show.',
    people: 'Nobody says which license a user has, so only the sums are compared.',
    showsSmall: 'Small bands without words are in the table.',
    band: { license: 'License', right: 'Right', title: 'Title', quantity: 'Quantity' },
    detailsOf: (name: string) => `${name}: show details`,
  },
  tabs: {
    label: 'Details',
    licenses: 'Licenses',
    titles: 'Titles and names',
    machines: 'Machines',
    trend: 'Trend and changes',
    rules: 'Policies and use',
  },
  license: {
    head: 'License',
    owned: 'Owned',
    used: 'In use',
    spare: 'Spare',
    meets: 'Covers',
    agreement: 'Agreement and pair',
    term: 'Term',
    source: 'Source',
    assurance: 'Software Assurance',
    assuranceUntil: (day: string) => `until ${day}`,
    assuranceUnknown: 'end unknown',
    restrictions: 'Forbidden by its agreement',
    from: (day: string) => `from ${day}`,
    until: (day: string) => `until ${day}`,
    organization: 'Whole organization',
    otherMetric: (metric: Metric) => `counted in ${words.metric[metric].toLowerCase()} licenses`,
    none: 'No license of this family is known.',
    noneHint: 'Enter an agreement, or import a license summary: both are in the navigation.',
    notCounted: 'What does not count today',
    why: 'Why',
    nothing: 'nothing',
    total: (metric: Metric) => (metric === 'device' ? 'Sum' : `Sum of ${licenses[metric].other}`),
    entitlements: (name: string) => `Where ${name} comes from`,
    coverage: (name: string) => `What ${name} covers`,
    right: 'Right',
  },
  titles: {
    head: 'Title',
    kind: 'Kind',
    installed: 'Installed',
    required: 'Required',
    covered: 'Covered',
    open: 'Lacking',
    needsData: 'Too little known',
    status: 'Status',
    none: 'No title of this family is known.',
    coveredBy: (title: string) => `What covers ${title}`,
    machines: (title: string) => `Machines that require ${title}`,
    together: 'Required together',
    alone: 'Only this title',
    machineCount: 'Machines',
    units: 'Cores each',
    complete: 'All covered',
    names: 'Reported names',
    namesHint: 'Devices report it under these names.',
    noNames: 'No device reports it; it is in the catalog because a license is for it.',
    more: (shown: number, all: number) =>
      `The first ${number(shown)} of ${number(all)} titles with their requirements.`,
    rest: 'All titles of the family',
  },
  machines: {
    label: 'Machines',
    filter: 'Show',
    all: 'All machines with the family',
    status: { open: 'Lacks a license', covered: 'Covered', 'needs-data': 'Too little known', exempt: 'Exempt' },
    name: 'Device',
    requires: 'Requires',
    missing: 'Not known',
    seen: 'Last seen',
    nothing: 'nothing',
    none: 'No machine is so.',
  },
  trend: {
    title: 'Trend',
    owned: 'Owned',
    required: 'Required',
    shortfall: 'Lacking',
    surplus: 'Spare',
    day: 'Day',
    table: 'Show the days as a table',
    hint: 'The position at the end of each day. A line begins when there are two days.',
    changes: 'What changed',
    since: 'Since the end of',
    balance: (from: string, to: string, change: string) =>
      `Between ${from} and ${to} spare less lacking changed by ${change}.`,
    same: (from: string, to: string) => `Nothing changed between ${from} and ${to}.`,
    cause: 'Cause',
    subjects: 'About',
    delta: 'Change',
    more: (value: number) => `and ${number(value)} more`,
    newTitles: 'Seen for the first time',
    notKept: 'What devices had is kept for 35 days, so earlier changes name titles instead of devices.',
    before: 'Before',
    after: 'After',
    chooseDay: 'Choose a day to compare with.',
  },
  rules: {
    policies: 'Policies of this ledger',
    policiesHint: 'They hold for all families.',
    counts: 'Counts',
    doesNot: 'Does not count',
    change: 'Change policies',
    changePolicies: 'Change policies of the ledger',
    changedPolicies: 'Policies changed',
    restrictions: 'Restrictions of agreements',
    noRestrictions: 'No agreement of this family forbids a right.',
    forbids: 'Forbids',
    agreement: 'Agreement',
    licenses: 'Licenses',
    exemptions: 'Exempt machines',
    noExemptions: 'No machine is exempt from this family. Exempt one on its own page.',
    device: 'Device',
    reason: 'Reason',
    until: 'Until',
    forever: 'No end',
    from: 'From',
    thisFamily: 'This family',
    allFamilies: 'All families',
    ended: 'ended',
    by: 'By',
    declared: 'Declared use',
    declaredHint:
      'For what nothing measures, such as users and accesses: what is declared is compared with what is owned.',
    noneDeclared: 'Nothing is declared.',
    declare: 'Declare use',
    acts: 'What can be done',
    edit: 'Edit',
    takeBack: 'Take back',
    metric: 'Metric',
    quantity: 'In use',
    countedOn: 'Counted on',
    note: 'Note',
    history: 'Changes of declared use',
    declaredSaid: (quantity: number, metric: Metric) => `${count(quantity, words.units[metric])} declared`,
    takenBack: 'Declared use taken back',
    noLonger: 'taken back',
    takeBackTitle: (metric: Metric) => `Take back the declared use (${words.metric[metric].toLowerCase()})?`,
    takeBackHint: 'Licenses of this metric are not measured then. You can undo it.',
  },
  whatIf: {
    open: 'What if…',
    title: (family: string) => `What if: ${family}`,
    hint: 'Nothing is stored. Machines, exemptions and reports stay as they are.',
    add: 'Licenses more',
    license: 'License for',
    quantity: 'Quantity',
    assurance: 'With Software Assurance',
    addLine: 'Add another license',
    removeLine: 'Remove this line',
    remove: 'Licenses less',
    removeHint: 'Taken away whole.',
    policies: 'Policies',
    on: 'On the day',
    onHint: 'Terms and Software Assurance as they are then. Empty: today.',
    result: 'The position would be',
    ask: 'Work it out',
    again: 'Work it out again',
    before: 'Now',
    after: 'Then',
    change: 'Change',
    figure: 'Figure',
    status: 'Status',
    added: 'What is added is read as',
    readAs: (name: string, product: string) => `${name}: ${product}`,
    inUse: (used: number, of: number) => `${number(used)} of ${number(of)} in use`,
    notRead: 'no product: it would run only the title that it names',
    others: 'In other metrics',
    needsLine: 'Say what would be different: licenses, policies, or a day.',
    reset: 'Start over',
  },
} as const

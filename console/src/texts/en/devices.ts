import { ago, count, day, number, time } from '../format.ts'

const programs = { one: 'program', other: 'programs' }
const cores = { one: 'core', other: 'cores' }
const processors = { one: 'processor', other: 'processors' }
const devices = { one: 'device', other: 'devices' }

const plans = [
  ['apps', 'Microsoft 365 Apps'],
  ['visio', 'Visio'],
  ['project', 'Project'],
  ['windows-enterprise', 'Windows Enterprise'],
] as const

type Coverage = Readonly<Record<(typeof plans)[number][0], 'yes' | 'no' | 'unknown'>>

export const text = {
  undo: 'Undo',
  title: 'Devices',
  lead: 'Windows machines that report what is installed on them. Each counts once, also where two sources know it.',
  list: 'Devices',
  find: 'Find',
  findHint: 'Name or id',
  filterState: 'State',
  states: {
    '': 'All',
    counted: 'Counted',
    'not-counted': 'Not seen for too long',
    'shared-id': 'Seem to share an id',
    linked: 'Linked to another',
  },
  columns: { name: 'Name', state: 'State', software: 'Programs', source: 'Source', seen: 'Last report', id: 'Id' },
  counted: 'Counted',
  notCounted: 'Not counted',
  linked: 'Linked',
  sharedId: 'Shares an id',
  noneFound: 'No device is like that.',
  clear: 'Show all',
  empty: {
    title: 'No device has reported yet',
    manager:
      'Drop an inventory onto the page of imports: an export of Intune, Configuration Manager or another tool. Devices can report by themselves, too.',
    reader: 'When an inventory is imported, its devices stand here.',
    imports: 'Go to imports',
  },

  programs: (needing: number, all: number): string =>
    `${number(needing)} of ${count(all, programs)} ${needing === 1 ? 'needs' : 'need'} a license or may need one`,
  lastSeen: (at: string): string => `Last report ${ago(at)}`,
  seen: (at: string): string => `${time(at)} (${ago(at)})`,
  stale: {
    title: 'This device does not count any more',
    text: (at: string, days: number | undefined): string =>
      `Its last report is of ${time(at)}${days === undefined ? '' : `, more than ${number(days)} days ago`}. It comes back with its next report. If the machine is gone, delete the device.`,
  },
  shared: {
    title: 'Two machines seem to share this id',
    text: (other: string, at: string): string =>
      `It also reports under the name ${other}, last ${time(at)}. They count as one machine, with whatever reported last. Give each an id of its own: clones have to be generalized before they are used.`,
  },
  linkedTo: {
    title: 'This device counts together with another one',
    text: 'They are one machine that two sources know: it counts once, with all that either of them reports.',
    unlink: 'Unlink',
  },
  linkedHere: 'These count once together with this device:',

  facts: {
    title: 'The machine',
    id: 'Id',
    system: 'Operating system',
    source: 'Source',
    seen: 'Last report',
    first: 'First report',
    hardware: 'Cores and processors',
    virtual: 'Virtual',
    isVirtual: 'Virtual machine',
    isPhysical: 'Physical machine',
    products: 'Products by file',
    factsFrom: 'Facts of the machine',
    factsAt: (at: string): string => `File of ${day(at.slice(0, 10))}`,
    unknown: 'Not known',
    plans: 'Covered by a subscription',
    coverage: (answers: Coverage): string =>
      plans.map(([part, name]) => `${name}: ${answers[part] === 'unknown' ? 'not known' : answers[part]}`).join(', '),
    cores: (value: number): string => count(value, cores),
    processors: (value: number): string => count(value, processors),
  },

  software: {
    title: 'Software',
    which: 'Which programs',
    needing: (value: number): string => `Needs a license (${number(value)})`,
    every: (value: number): string => `All (${number(value)})`,
    find: 'Find software',
    name: 'Title, as reported',
    publisher: 'Publisher',
    version: 'Version',
    family: 'Family',
    kind: 'License',
    fromFile: 'from a file of facts',
    ownFamily: 'Of its own',
    none: 'It reports no software.',
    noneFound: 'No program is like that.',
  },

  duplicates: {
    title: 'Possible duplicates',
    lead: 'Devices of the same name. If two sources know one machine under two ids, link them, and it counts once.',
    link: 'Link',
    linkOf: (id: string): string => `Link ${id} to this device`,
    dialog: (id: string, name: string): string => `Link ${id} to ${name}?`,
    means:
      'The two count as one machine from then on, with all that either reports. This can be taken back at any time.',
    unlinkDialog: (name: string): string => `Let ${name} count for itself?`,
    unlinkMeans: 'It counts as a machine of its own again, and requires licenses for what it reports.',
    done: 'The devices are linked',
    undone: 'The device counts for itself again',
    changes: 'What this changes',
  },

  exemptions: {
    title: 'Exemptions',
    lead: 'An exempt machine requires no licenses, of one family or of all: a test machine, an MSDN subscription, a cold standby.',
    none: 'It is not exempt from anything.',
    add: 'Exempt this device',
    edit: 'Change',
    editOf: (family: string): string => `Change the exemption: ${family}`,
    remove: 'Take back',
    removeOf: (family: string): string => `Take back the exemption: ${family}`,
    all: 'All families',
    family: 'Family',
    familyHint: 'Empty: it is exempt from all families.',
    familyNothing: 'No family is called so.',
    reason: 'Reason',
    reasonHint: 'Such as “MSDN” or “cold standby”. It stands in the trail.',
    until: 'Last day',
    untilHint: 'Empty: for good.',
    forGood: 'For good',
    untilDay: (last: string): string => `Until ${day(last)}`,
    ended: (last: string): string => `Ended ${day(last)}`,
    by: 'By',
    save: 'Exempt',
    saveChange: 'Save',
    dialog: (name: string): string => `Exempt ${name}`,
    preview: 'See what changes',
    done: 'The exemption is saved. Positions follow within seconds.',
    removeDialog: (family: string): string => `Let the machine count again: ${family}?`,
    removed: 'The exemption was taken back',
    needsReason: 'Say why.',
  },

  remove: {
    act: 'Delete',
    dialog: (name: string): string => `Delete ${name}?`,
    means:
      'It leaves the counts with the next snapshot, and comes back with its next report: take it out of its source first.',
    losses: (exemptions: number, linked: number): string =>
      [
        exemptions > 0 && `${count(exemptions, { one: 'exemption', other: 'exemptions' })}`,
        linked > 0 && `links with ${count(linked, devices)}`,
      ]
        .filter(Boolean)
        .join(' and '),
    notBack: (what: string): string => `Deleting cannot be undone. Its ${what} do not come back with it.`,
    final: 'Deleting cannot be undone.',
    done: (name: string): string => `${name} was deleted`,
    changed: 'It has reported since you opened this page. Look at it again before you delete it.',
  },
} as const

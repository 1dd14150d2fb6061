import { count, day, number } from '../format.ts'

const entries = { one: 'entry', other: 'entries' }
const lines = { one: 'line', other: 'lines' }
const linesOf = (value: number): string => count(value, lines)

/** Bytes in the unit that a person would use. */
export const fileSize = (bytes: number): string => {
  if (bytes < 1_024) return count(bytes, { one: 'byte', other: 'bytes' })
  const [unit, size] =
    bytes >= 1_073_741_824 ? ['GiB', 1_073_741_824] : bytes >= 1_048_576 ? ['MiB', 1_048_576] : ['KiB', 1_024]
  return `${number(Math.round((bytes / Number(size)) * 10) / 10)} ${unit}`
}

export const text = {
  wrongLines: (value: number): string => `${linesOf(value)} wrong`,
  title: 'Imports',
  connector: 'Let the ledger read Microsoft 365 and Intune by itself.',
  lead: 'Drop a file anywhere on this page. It is recognized and checked; nothing is in the ledger before you import it.',
  leadReader: 'What was imported, by whom, and what became of it.',
  choose: 'Choose files',
  chooseCorrected: 'Choose the corrected file',
  kinds: 'Which files?',
  dropHere: 'Drop the files to check them',
  list: 'Imports',
  noneFiltered: 'No import is like that.',
  clearFilters: 'Show all',
  filterKind: 'Kind',
  filterStatus: 'Status',
  anyKind: 'All kinds',
  anyStatus: 'All',
  columns: {
    file: 'File',
    kind: 'Kind',
    status: 'Status',
    created: 'New',
    updated: 'Changed',
    unchanged: 'Same',
    rejected: 'Wrong',
    by: 'By',
    when: 'When',
  },
  unknownKind: 'Unknown kind',
  bucket: 'Bucket',
  dropped: 'Dropped into the bucket',

  empty: {
    title: 'Nothing has been imported yet',
    manager:
      'Drop a file that you have: an inventory of your devices, agreements, a file of Microsoft. Begin with the inventory, as other agreements name titles that some device has reported.',
    reader: 'When a manager imports a file, it stands here.',
  },
  guide: {
    title: 'Files that the ledger takes',
    description:
      'CSV with comma, semicolon or tab between cells, or a workbook (XLSX) of at most 5 MiB. The kind is recognized by the headings. A sample is a small file of a kind: drop it here to see how it goes, and change nothing by it until you import it.',
    kind: 'Kind',
    sample: 'Sample',
    most: 'At most',
    download: (file: string) => `Download ${file}`,
  },
  holds: {
    inventory:
      'Software that devices have: exports of Intune, Configuration Manager, Defender, Lansweeper, osquery, OCS, PowerShell, or columns of your own. Also a .zip with one CSV.',
    agreements:
      'Agreement numbers and license numbers of Microsoft Volume Licensing, one pair a line, with the name of the agreement.',
    'other-agreements':
      'Agreements with other publishers: name, publisher, product, number of licenses, dates. Exports of Configuration Manager and Snipe-IT are taken as they are.',
    entitlements:
      'What you download in the Microsoft 365 admin center: license summary or statement, volume licensing contracts, subscriptions.',
    'device-facts': 'What inventories do not say: editions of server products, cores, processors, virtual or not.',
    catalog: 'Titles that agreements can be written for although no device has them.',
    recognition:
      'What software is, where the ledger does not know or you know better: licensed, subscription, free or component.',
  },
  most: {
    inventory: '5 GiB',
    agreements: '5,000 pairs, 2 MiB',
    'other-agreements': '5,000 agreements, 5 MiB',
    entitlements: '20,000 rows, 2 MiB',
    'device-facts': '20,000 rows, 5 MiB',
    catalog: '20,000 rows, 5 MiB',
    recognition: '5,000 lines, 5 MiB',
  },

  held: {
    title: 'Files on their way',
    recognizing: 'Looking at what it is…',
    waiting: 'Waits for the file before it',
    preparing: 'Asking for a place to upload to…',
    uploading: 'Uploading',
    sent: 'Uploaded',
    notRecognized: 'Say what it is',
    needsOption: 'One thing is missing',
    unsure: 'Please confirm what it is',
    takenFor: 'Taken for',
    chosen: 'Chosen',
    settings: 'Choose kind and options',
    remove: (file: string) => `Remove ${file}`,
    open: 'See the result',
    clear: 'Clear the list',
    folder: 'A folder cannot be taken. Drop the files in it.',
    tooLarge: (most: string) => `The file is larger than its kind may be: ${most}. Split it, or export less.`,
    fileGone: 'The file cannot be read any more: it was changed, moved or closed since you chose it. Drop it again.',
    unreadable: 'This file cannot be imported as it is',
  },
  upload: {
    lost: 'The connection was lost while the file was uploaded. Nothing was imported. Try again when it is back.',
    expired: 'The link for the upload has expired. Try again to get another one.',
    tooLarge: 'The bucket refuses the file, as it is larger than its kind may be.',
    empty: 'The bucket refuses the file, as it is empty.',
    refused: 'The bucket refuses the file.',
  },

  choice: {
    title: (file: string) => `How to read ${file}`,
    check: 'Check',
    kind: 'Kind',
    group: 'Group of new agreements',
    groupHint: 'Agreements that are there already stay in their groups. Type a new name to make a group.',
    groupNone: 'Unassigned Agreements',
    groupNew: 'New group',
    groupNothing: 'Type a name to make a group.',
    program: 'Program',
    programHint: 'Of new agreements. In Open Value both numbers of a pair are the same.',
    programs: {
      '': 'Not said',
      'open-value': 'Open Value',
      open: 'Open',
      'select-or-enterprise': 'Select or Enterprise',
    },
    device: 'Device',
    deviceHint: 'Only for a file of one device that has no column of devices.',
    reportedAt: 'Time of the report',
    reportedAtHint: 'Only for a file without a column of times. Empty: now.',
    wrongLines: 'If lines are wrong',
    skip: 'Leave them out',
    skipHint: 'The check counts right and wrong lines. You see the wrong ones, and decide then.',
    reject: 'Refuse the whole file',
    rejectHint: 'One wrong line, and nothing of the file can be imported.',
  },

  running: {
    'awaiting-upload': 'Awaiting the file',
    queued: 'Waits for its turn',
    checking: 'Checking',
    importing: 'Importing',
    undoing: 'Undoing',
  },
  awaiting:
    'The file has not come. If you closed or reloaded the page while it uploaded, drop it again; this entry ends by itself.',
  leave: 'You may leave this page: the work goes on, and its result stands under this address.',

  figures: {
    wouldCreate: 'New',
    wouldUpdate: 'Changed',
    unchanged: 'Same as before',
    rejected: 'Wrong',
    skipped: 'Not meant to be imported',
  },
  say: {
    checked: (good: number, wrong: number) =>
      `The file was only checked: ${linesOf(good)} would be written, ${number(wrong)} ${wrong === 1 ? 'is' : 'are'} wrong. A manager can import it.`,
    checkedRight: (good: number) =>
      `All lines are right: ${linesOf(good)} would be written. Nothing is in the ledger yet.`,
    checkedSome: (wrong: number, good: number) =>
      `${linesOf(wrong)} ${wrong === 1 ? 'is' : 'are'} wrong. Import the ${good === 1 ? '1 right line' : `${number(good)} right ones`} without ${wrong === 1 ? 'it' : 'them'}, or correct the file and drop it here again.`,
    checkedNothing: 'The ledger says all of this already. There is nothing to import.',
    checkedAllWrong: 'No line can be imported. Correct the file and drop it here again.',
    refusedCheck:
      'Nothing can be imported, as a wrong line refuses the whole file. Correct it and drop it here again, or check it once more without its wrong lines.',
    refusedFile: 'The file cannot be read. Nothing was changed.',
    refused: 'Nothing was changed.',
    imported: (changed: number) =>
      `${linesOf(changed)} ${changed === 1 ? 'has' : 'have'} changed the ledger. Positions follow within seconds.`,
    importedSome: (changed: number, wrong: number) =>
      `${linesOf(changed)} ${changed === 1 ? 'has' : 'have'} changed the ledger, ${linesOf(wrong)} ${wrong === 1 ? 'was' : 'were'} left out.`,
    importedNothing: 'The ledger said all of this already. Nothing has changed.',
    failed: 'The import was not finished. What it wrote stays.',
    cancelledCheck: 'The check was cancelled. Nothing was changed.',
    cancelled: (changed: number) =>
      changed === 0
        ? 'The import was cancelled before it wrote anything.'
        : `The import was cancelled. ${linesOf(changed)} had changed the ledger by then, and stay.`,
    superseded: 'A newer file of this name came before this one was read. Nothing of this one was imported.',
    undone: (left: number): string =>
      left === 0
        ? 'What the import wrote was taken back.'
        : `What the import wrote was taken back, but for ${count(left, entries)} that ${left === 1 ? 'stays' : 'stay'}.`,
    notUndone: 'Nothing was taken back: what the import wrote stays, for the reasons below.',
  },
  commit: (good: number) => `Import ${linesOf(good)}`,
  commitAgain: {
    title: (good: number) => `Import ${linesOf(good)}?`,
    description: (wrong: number) =>
      `${linesOf(wrong)} ${wrong === 1 ? 'is' : 'are'} left out, and listed here. To import ${wrong === 1 ? 'it' : 'them'} later, correct ${wrong === 1 ? 'it' : 'them'} and drop the file again: what is there already stays the same.`,
  },
  checkAs: 'Check with other options',
  checkSkipping: 'Check without wrong lines',
  cancel: 'Stop the import',
  cancelCheck: 'Stop the check',
  cancelAgain: {
    title: 'Stop the import?',
    description: 'What it has written by now stays. Where the kind can be undone, you can take that back afterwards.',
  },
  goOn: 'Go on',
  undo: 'Undo the import',
  undoAgain: {
    title: 'Undo this import?',
    description:
      'What it made is deleted, and what it changed is as before. What somebody has changed since stays, and is listed here with the reason.',
  },
  undoUntil: (last: string) => `Can be undone until ${day(last)}.`,
  noUndo: {
    inventory:
      'An inventory cannot be undone, as it replaces what its devices reported before. A newer report replaces it; devices can be deleted.',
    catalog: 'A catalog file cannot be undone, as agreements may name its titles by then.',
    entitlements: 'A statement cannot be undone, as it replaces what an earlier one said. Import that one again.',
  },
  undoing: {
    title: 'What the undo did',
    failed: 'The undo was not finished. Ask for it again: it goes on where it is.',
    agreements: 'Agreements deleted',
    pairs: 'Pairs taken out of agreements that stay',
    restored: 'Entries that are as before',
    left: 'Left as they are',
    all: 'All that was left, as CSV',
  },

  errors: {
    lines: 'Wrong lines',
    warnings: 'Imported, but unusual',
    line: 'Line',
    row: 'Row',
    column: (column: number) => `column ${number(column)}`,
    character: (column: number) => `character ${number(column)}`,
    content: 'What stands there',
    wrong: 'What is wrong',
    fix: 'What to do:',
    times: (lines: number) => linesOf(lines),
    first: (shown: number, all: number) => `These are the first ${number(shown)} of ${linesOf(all)} that are wrong.`,
    all: 'All wrong lines, as CSV',
    hidden: 'Not shown, as it may hold keys or names of persons',
    reader: 'Only managers see what the lines hold.',
    moreOf: (more: number) => `Show ${number(more)} more`,
  },

  facts: {
    title: 'About this import',
    group: 'Group of new agreements',
    program: 'Program',
    device: 'Device',
    reportedAt: 'Time of the report',
    onError: 'If lines are wrong',
    by: 'By',
    came: 'How it came',
    uploaded: 'Uploaded',
    started: 'Began',
    finished: 'Ended',
  },
  readAs: (kind: string, layout: string | undefined, why: string | undefined): string =>
    [`Read as: ${kind}${layout === undefined ? '' : `, ${layout}`}.`, why].filter(Boolean).join(' '),
  layouts: {
    'license-summary': 'License summary',
    'license-statement': 'Microsoft License Statement',
    subscriptions: 'List of Microsoft 365 licenses',
    contracts: 'List of volume licensing contracts',
  } as Record<string, string>,
} as const

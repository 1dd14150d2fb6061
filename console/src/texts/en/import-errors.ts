/** What is wrong with a file or a line, in a few words, and what to do about it: docs/files.md. */
export interface ErrorWords {
  title: string
  fix: string
}

export const errorWords: Record<string, ErrorWords> = {
  'file-name': {
    title: 'The file name does not fit',
    fix: 'Rename the file, or save it as CSV: the ending must be one that the kind takes, and tell what the file is.',
  },
  'file-empty': { title: 'There are no rows', fix: 'Check the export: below the headings stands nothing.' },
  'file-too-large': { title: 'The file is too large', fix: 'Split the file.' },
  'too-many-pairs': { title: 'There are too many pairs', fix: 'Split the file: at most 5,000 pairs.' },
  'too-many-rows': { title: 'There are too many rows', fix: 'Split the file.' },
  encoding: { title: 'The encoding is not known', fix: 'Save the file as CSV UTF-8.' },
  'unknown-columns': {
    title: 'No row has the headings that are needed',
    fix: 'Give the columns the headings of the sample, or choose another kind.',
  },
  'bad-archive': {
    title: 'The archive or workbook cannot be opened',
    fix: 'Pack one CSV file without a folder or password, or save the workbook as .xlsx without a password.',
  },
  'missing-option': {
    title: 'The file does not say of which device it is',
    fix: 'Check it again, and name the device.',
  },
  'invalid-option': { title: 'An option is wrong', fix: 'Check it again with another option.' },
  'future-report': {
    title: 'The report is from the future',
    fix: 'Correct the time of the report, or the clock of the device.',
  },
  'group-not-found': { title: 'The group is gone', fix: 'Choose another group.' },
  'group-deleting': { title: 'The group is being deleted', fix: 'Wait a minute, or choose another group.' },
  'group-limit-reached': { title: 'There are 500 groups already', fix: 'Choose a group that is there.' },
  'name-limit-reached': {
    title: 'The ledger knows as many names of software as it can',
    fix: 'Leave software with generated names out of the inventory.',
  },
  'unknown-place': { title: 'Nothing is imported from that folder', fix: 'Drop the file here instead.' },
  'group-path': { title: 'The folder cannot name a group', fix: 'Drop the file here, and choose the group.' },
  'file-gone': { title: 'The file was deleted before it was read', fix: 'Drop it again.' },
  'uploaded-twice': { title: 'The upload was used twice', fix: 'Drop the file again.' },
  'upload-expired': { title: 'The file did not come in time', fix: 'Drop it again.' },
  internal: {
    title: 'The import was given up after several attempts',
    fix: 'Import the file again. The logs of the service say why it failed.',
  },
  'column-count': {
    title: 'The row has too few or too many cells',
    fix: 'Quote cells that hold the separator; give each row a cell for each heading.',
  },
  'unclosed-quote': { title: 'A quote is not closed', fix: 'Write a quote within a cell twice.' },
  'missing-number': { title: 'A number is missing', fix: 'Fill the cell.' },
  'missing-field': { title: 'A required cell is empty', fix: 'Fill the cell.' },
  'invalid-number': {
    title: 'That is no agreement or license number',
    fix: 'Use letters, digits, “.”, “_” and “-”, beginning with a letter or digit.',
  },
  'pair-too-long': {
    title: 'The two numbers are too long together',
    fix: 'Check them. Those of Open and MPSA need the setting that allows 16 characters each.',
  },
  'program-mismatch': {
    title: 'The two numbers differ, and in Open Value they are the same',
    fix: 'Correct the numbers, or choose another program.',
  },
  'not-ascii': {
    title: 'A character cannot be taken',
    fix: 'Correct the number; save the file as CSV UTF-8 with byte order mark.',
  },
  'invalid-name': {
    title: 'No agreement may have such a name',
    fix: 'Take the character out that the message names.',
  },
  'duplicate-line': { title: 'Two lines contradict each other', fix: 'Leave one of them.' },
  'pair-taken': {
    title: 'The pair belongs to another agreement',
    fix: 'Use the name of that agreement, or take the pair out of it.',
  },
  'agreement-name-taken': {
    title: 'An agreement of the other type has this name',
    fix: 'Choose another name. If that agreement is being deleted, wait a minute.',
  },
  'invalid-field': {
    title: 'A cell has a value that its column does not take',
    fix: 'Shorten it, retype it, or use one of the values that the message lists.',
  },
  'invalid-count': { title: 'That is no whole number', fix: 'Write digits only.' },
  'invalid-date': { title: 'That is no date, or one with two readings', fix: 'Write it as 2026-12-31.' },
  'no-inventory': { title: 'No device has reported yet', fix: 'Import an inventory first.' },
  'not-in-catalog': {
    title: 'The ledger does not know this publisher or title',
    fix: 'Let a device report it, or import a catalog file first.',
  },
  'line-limit-reached': {
    title: 'There are 5,000 recognition lines already',
    fix: 'Delete some, or let one that ends in * say it for several.',
  },
  'title-merged': { title: 'The title was merged into another', fix: 'Say it of that title.' },
  'unknown-language': {
    title: 'Columns were recognized by their positions',
    fix: 'Compare some quantities with the workbook.',
  },
  'too-many-titles': { title: 'A device has too many titles', fix: 'Check the export; the device is left out.' },
  'two-names': {
    title: 'Two machines seem to share an id',
    fix: 'Give each machine an id of its own; until then they count as one.',
  },
  'too-many-errors': { title: 'More errors are not listed', fix: 'Fix the others first.' },
  'changed-since': { title: 'Somebody changed it after the import', fix: 'Change it by hand, if it is to go.' },
  'last-pair': {
    title: 'The agreement would have no pair left',
    fix: 'Delete the agreement, if it is to go.',
  },
}

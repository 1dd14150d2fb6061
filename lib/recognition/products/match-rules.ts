/**
 * All knowledge of matching, as data. A change here changes which products and titles match: raise `matchRulesVersion`
 * (names/rules-version.ts) with it, and the next reconciliation matches everything again.
 *
 * A wrong match tells somebody that they own what they do not own; a missing one is listed and mapped by hand. So there
 * are only rules that cannot be wrong. Licenses per core never match a title without a manager: 16 of them are for one
 * server, and installs are counted by device.
 */

export interface MatchRule {
  id: string
  /** Why it is right. */
  reason: string
  /** Explains a match to people. */
  says: string
  /** Upper case; all of them are in the name, in any order. */
  words: readonly string[]
  /** The words that replace them, as shown. */
  means: readonly string[]
  /** Upper case; none of them is in the name. */
  unless?: readonly string[]
  /** The name has no other words. */
  isWhole?: true
}

const spellings = (
  id: string,
  reason: string,
  list: readonly (readonly [written: string, means: readonly string[]])[],
): MatchRule[] =>
  list.map(([written, means]) => ({
    id,
    reason,
    says: `“${written}” means ${means.join(' ')}`,
    words: [written.toUpperCase()],
    means,
  }))

const leftOut = (
  id: string,
  reason: string,
  says: string,
  words: readonly string[],
  unless: readonly string[] = [],
): MatchRule => ({ id, reason, says, words, means: [], unless })

/** Applied once each, in this order. */
export const matchRules: readonly MatchRule[] = [
  ...spellings('short-edition', 'Microsoft shortens the names of editions so, and no other edition is called that.', [
    ['Std', ['Standard']],
    ['Pro', ['Professional']],
    ['Ent', ['Enterprise']],
    ['ProPlus', ['Professional', 'Plus']],
    ['DataCtr', ['Datacenter']],
    ['Datacentre', ['Datacenter']],
    ['Svr', ['Server']],
  ]),
  ...spellings('translated-edition', 'Installed in French, Spanish or Portuguese, an edition has a translated name.', [
    ['Professionnel', ['Professional']],
    ['Profesional', ['Professional']],
    ['Profissional', ['Professional']],
    ['Entreprise', ['Enterprise']],
    ['Estándar', ['Standard']],
  ]),
  ...spellings('glued-release', 'A year and its second release are written with and without a space.', [
    ['2003R2', ['2003', 'R2']],
    ['2008R2', ['2008', 'R2']],
    ['2012R2', ['2012', 'R2']],
  ]),
  ...spellings('short-365', 'Microsoft 365 and Office 365 are written M365 and O365.', [
    ['M365', ['Microsoft', '365']],
    ['O365', ['Office', '365']],
  ]),
  ...spellings('spelling-of-license', 'One word in its spellings; what it says is decided by the rules below.', [
    ['Lic', ['License']],
    ['Licence', ['License']],
    ['Licenses', ['License']],
    ['Licences', ['License']],
    ['CALs', ['CAL']],
    ['Cores', ['Core']],
  ]),
  {
    id: 'client-access-license',
    reason: 'A CAL is written in full or short, and stays: it is a license to use a server, not for one.',
    says: '“CAL” means Client Access License',
    words: ['CLIENT', 'ACCESS', 'LICENSE'],
    means: ['CAL'],
  },
  {
    id: 'software-assurance',
    reason: 'Software Assurance is written in full or short, and stays where no license comes with it.',
    says: '“SA” means Software Assurance',
    words: ['SOFTWARE', 'ASSURANCE'],
    means: ['SA'],
  },
  leftOut('publisher', 'All products of VLSC are from Microsoft, which is also written MS.', '“MS” is the publisher', [
    'MS',
  ]),
  leftOut('edition', 'The word says only that an edition is named.', '“Edition” says nothing more', ['EDITION']),
  leftOut('and', 'It is also written “&”, which is no word.', '“and” is also written “&”', ['AND']),
  ...['LICENSE', 'L'].map((license) =>
    leftOut(
      'license-with-assurance',
      'A license that comes with Software Assurance, also written L&SA, is a license for the software.',
      '“License” and “Software Assurance” say what was bought of it',
      [license, 'SA'],
      ['MANAGEMENT'],
    ),
  ),
  leftOut(
    'license',
    'All that VLSC reports are licenses. A management license is one for what is managed, not for the manager.',
    '“License” says what was bought of it',
    ['LICENSE'],
    ['MANAGEMENT'],
  ),
  ...['Professional', 'Enterprise'].map((edition) => ({
    id: 'windows-upgrade',
    reason: 'Volume licenses of Windows for PCs are all upgrades of the Windows that came with the PC.',
    says: '“Upgrade” says on what it may be installed',
    words: ['WINDOWS', edition.toUpperCase(), 'UPGRADE'],
    means: ['Windows', edition],
    unless: ['SERVER', 'STEP', 'ANYTIME'],
  })),
  ...['Visio', 'Project'].map((product) => ({
    id: 'office-in-front',
    reason: 'Up to 2007 Visio and Project installed themselves as Microsoft Office Visio and Microsoft Office Project.',
    says: `${product} was also called Office ${product}`,
    words: ['OFFICE', product.toUpperCase()],
    means: [product],
    unless: ['365'],
  })),
  {
    id: 'renamed-proplus',
    reason: 'Microsoft renamed Office 365 ProPlus in 2020.',
    says: 'Office 365 ProPlus is now called Microsoft 365 Apps for enterprise',
    words: ['OFFICE', '365', 'PROFESSIONAL', 'PLUS'],
    means: ['365', 'Apps', 'for', 'enterprise'],
    isWhole: true,
  },
  {
    id: 'renamed-business',
    reason: 'Microsoft renamed Office 365 Business in 2020.',
    says: 'Office 365 Business is now called Microsoft 365 Apps for business',
    words: ['OFFICE', '365', 'BUSINESS'],
    means: ['365', 'Apps', 'for', 'business'],
    isWhole: true,
  },
]

/** What a license, or an installed program, is when it is not the product that it names. */
export interface Aside {
  /** Upper case, after the rules; all of them are in the name. */
  words: readonly string[]
  says: string
}

/** When only one of two names is such, one is not a license for the other. */
export const asides: readonly Aside[] = [
  { words: ['CAL'], says: 'a CAL is a license to use a server, not for one' },
  { words: ['SA'], says: 'Software Assurance alone is no license' },
  { words: ['STEP', 'UP'], says: 'a step-up only adds to a license' },
  { words: ['UPGRADE'], says: 'an upgrade only adds to a license' },
  { words: ['EXTERNAL', 'CONNECTOR'], says: 'an external connector is a license to use a server, not for one' },
  { words: ['MANAGEMENT', 'LICENSE'], says: 'a management license is for what is managed' },
  { words: ['LANGUAGE', 'PACK'], says: 'a language pack only adds to a product' },
  { words: ['MAC'], says: 'only one of them is for the Mac' },
]

/** Words that tell editions of one product apart, upper case. They only grade what is unsure. */
export const editions: ReadonlySet<string> = new Set(
  `BASIC BUSINESS COMMUNITY DATACENTER DEVELOPER EDUCATION ENTERPRISE ESSENTIALS EVALUATION EXPRESS HOME LTSB LTSC PLUS
  PREMIUM PROFESSIONAL STANDARD STARTER STUDENT TEST ULTIMATE WEB WORKGROUP`.split(/\s+/u),
)

/** Words that say a version: years, second releases and small numbers. They only grade what is unsure. */
export const versionWord: RegExp = /^(?:(?:19|20)\d\d|R2|\d{1,2}(?:\.\d{1,2})*)$/u

/** What VLSC says where any version may be installed. */
export const anyVersion: RegExp = /^non[- ]?specific$/iu

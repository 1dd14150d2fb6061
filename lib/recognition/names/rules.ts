/**
 * All knowledge of normalization, as data. A change here changes what titles are called and which names are one title:
 * raise `rulesVersion` (rules-version.ts) with it, and the next reconciliation normalizes every name again.
 *
 * Patterns see cleaned text (clean.ts). Those for titles see at most four words of at most 64 characters, so their time
 * is bounded; the others must not backtrack from every place.
 */

export const unknownPublisher = 'Unknown publisher'
export const unknownTitle = 'Unknown title'

/** Why a rule is right is said above it. */
interface Rule {
  id: string
  pattern: RegExp
}

const words = (text: string): string[] => text.trim().split(/\s+/u)

// --- Publishers

/** Patterns that are taken out of a publisher where they match, once each, if something is left without them. */
export const publisherRules: readonly Rule[] = [
  // A publisher that gave its web address is the same with and without https:// and www.
  { id: 'web-address', pattern: /^(?:https?:\/\/|www\.)+/iu },
  // The legal form of a company is not its name; in Chinese, Japanese and Korean it is written without a space.
  {
    id: 'east-asian-company-form',
    pattern:
      /^(?:株式会社|有限会社|주식회사)+|(?<!公司|会社|회사)(?:股份有限公司|有限责任公司|有限公司|株式会社|有限会社|주식회사)+$/u,
  },
]

/** Legal forms, upper case and letters only, so that `S.A.`, `S. A.` and `SA` are one. They are taken off the end. */
export const companySuffixes: { id: string; forms: ReadonlySet<string> } = {
  // The legal form of a company is not its name, and one publisher writes it in many ways or not at all.
  id: 'company-suffix',
  forms: new Set(
    words(`
      INC INCORPORATED LLC LLLP LLP LP LTD LIMITED LIMITADA LTDA PLC CO CORP CORPORATION CORPORACION
      PTY PTE PVT PVTLTD PRIVATELIMITED PTYLTD SDNBHD BHD
      GMBH GESMBH GGMBH MBH AG KG KGAA OHG EK UG SE
      SA SAS SASU SARL SÀRL EURL SCA SNC SRL SRLS SPA SAPA SL SLU SADECV SAB CV
      BV BVBA SPRL NV VOF AB HB AS ASA APS IVS OY OYJ OÜ SIA UAB DOO DD SRO SPZOO SPOLSRO
      KFT ZRT NYRT EOOD OOD OOO ООО ОАО ЗАО ПАО PJSC JSC AŞ LTDŞTI KK GK FZLLC FZCO FZE
    `),
  ),
}

/** What stands where a publisher should, when nobody filled it in; lower case. */
export const publisherPlaceholders: ReadonlySet<string> = new Set(['n/a', 'none', 'null', 'unknown', 'undefined'])

// --- Titles

/** Its pattern matches all of one to four words, which are taken out; the first word of a title never is. */
export interface TitleRule extends Rule {
  /** What stays of the words, where not all is taken out; as in `String.replace`. */
  keep?: string
  /** Only right after something that this rule took out. */
  after?: string
  /** What it takes out is a version: of products that are sold by major version its first number stays. */
  isVersion?: true
}

const architecture =
  '(?:x64|x86|x32|x86[-_ ]?64|x64[-_ ]86|amd64|arm64|aarch64|armhf|ia64|i[3-6]86|win64|(?:32/)?(?:32|64) ?[-_]?bits?|(?:x64|x86|arm64|arm)-based)'
/** Two numbers or more with points (or underscores) between, and what is glued to them: 1.2, 8_8_2, 5.0.1-rc.2+7. */
const version = '\\d+[._](?:\\d|x\\b)[\\w.+~-]*'
const label = '(?:v|ver|version|versione|versión|versão|versie|wersja|rel|release)[.:]?'
const day = '(?:\\d{1,2}[/.-]\\d{1,2}[/.-](?:19|20)\\d\\d|(?:19|20)\\d\\d[/-]\\d{1,2}[/-]\\d{1,2})'

const locales = `
  (?:ar-(?:ae|eg|sa)|bg-bg|ca-es|cs-cz|da-dk|de-(?:at|ch|de)|el-gr|en-(?:au|ca|gb|ie|in|nz|uk|us|za)|es-(?:ar|cl|co|es|mx)
  |et-ee|eu-es|fa-ir|fi-fi|fr-(?:be|ca|ch|fr)|ga-ie|gl-es|he-il|hi-in|hr-hr|hu-hu|id-id|is-is|it-(?:ch|it)|ja-jp|kk-kz
  |ko-kr|lt-lt|lv-lv|ms-my|nb-no|nl-(?:be|nl)|nn-no|pl-pl|pt-(?:br|pt)|ro-ro|ru-ru|sk-sk|sl-si|sq-al|sr-(?:cs|rs|latn)
  |sr-latn-(?:cs|rs)|sv-(?:fi|se)|th-th|tr-tr|uk-ua|vi-vn|zh-(?:cn|hk|sg|tw|hans|hant))`.replaceAll(/\s/gu, '')
const languageCodes =
  '(?:ar|bg|ca|cs|da|de|el|en|es|et|eu|fa|fi|fr|gl|he|hi|hr|hu|id|is|it|ja|ko|lt|lv|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sr|sv|th|tr|uk|vi|zh)'
const languageName = `(?:${words(`
  arabic bulgarian català catalan chinese croatian hrvatski czech čeština danish dansk dutch nederlands english estonian
  eesti finnish suomi french français francais german deutsch greek ελληνικά hebrew עברית hungarian magyar indonesian
  italian italiano japanese 日本語 korean 한국어 latvian latviešu lithuanian lietuvių norwegian norsk polish polski portuguese
  português romanian română russian русский serbian slovak slovenčina slovenian slovenščina spanish español espanol
  swedish svenska thai ไทย turkish türkçe ukrainian українська vietnamese العربية 中文 简体中文 繁體中文 multilingual
`).join('|')})`
const languageNames = `${languageName}(?:/${languageName})?`

const phrase = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'iu')
const rule = (id: string, pattern: string, more: Omit<TitleRule, 'id' | 'pattern'> = {}): TitleRule => ({
  id,
  pattern: phrase(pattern),
  ...more,
})

/** The first rule that matches counts; longer phrases are tried before shorter ones. */
export const titleRules: Readonly<Record<'anywhere' | 'bracketed' | 'end', readonly TitleRule[]>> = {
  /** Phrases anywhere in a title. */
  anywhere: [
    // What is called a version is one: `version 1.2`, `v. 6.21`, `version 5`; but not `Version 2018`, a year.
    rule(
      'labelled-version',
      `${label} (?:[a-z]+_)?v?${version}|(?:ver|version)[.:]? (?:v\\d+[\\w-]*|(?!(?:19|20)\\d\\d$)\\d+[a-z]?)`,
      { isVersion: true },
    ),
    // A build or revision number tells nothing about the license.
    rule('build', '(?:build|rev|revision)[.:]? ?#?\\d[\\w.-]*|r(?!(?:19|20)\\d\\d$)\\d{4,}|\\d{6,}'),
    // A service pack is a patch level of the product it is for.
    rule('service-pack', '(?:service pack|sp) ?\\d{1,2}(?:\\.\\d)?'),
    // A numbered alpha, beta, preview or release candidate is a build on the way to a release.
    rule('numbered-prerelease', '(?:alpha|beta|preview|rc)[ ._-]?\\d{1,3}'),
    // A build or semantic version, two numbers or more with points between, does not make another product.
    rule('version', `[-–]?v?\\.?${version}`, { isVersion: true }),
    // A day is when something was built.
    rule('date', day),
    // A license is for a product, not for the kind of processor it was built for.
    rule('architecture', `(?:for )?${architecture}(?:[/+&,] ?${architecture})?`),
    // In `64-Bit Edition` and `x64-based Systems` the last word only belongs to the architecture.
    rule('word-after-architecture', 'edition|systems', { after: 'architecture' }),
    // A locale is in which language it was installed.
    rule('locale', locales),
    // A version may be glued to a name: `maxima-5.43.2`, `go1.13.12`.
    rule('glued-version', `(\\S*[^\\s_-])[_-]+v?${version}|([^\\d\\s]*\\p{L})${version}`, { keep: '$1$2' }),
    // An architecture may be glued to a name: `7-x64`.
    rule('glued-architecture', `(\\S*[^\\s_-])[_-]+${architecture}`, { keep: '$1' }),
  ],
  /** All that is left in a pair of brackets, which go with it. */
  bracketed: [
    // Words too short or too common for an architecture elsewhere mean one in brackets.
    rule('bracketed-architecture', '32|64|arm|win32|x(?:64|86) edition'),
    // A language in brackets is the one it was installed in.
    rule('bracketed-language', `${languageCodes}|${languageNames}(?:,? ${languageNames})*`),
    // For whom or how it was installed, and that a list can only remove it, is not part of the name.
    rule(
      'installer-scope',
      '(?:(?:(?:only )?(?:for )?(?:the )?)current[- ]user(?: only)?|(?:for )?all users|per[- ](?:user|machine)|user|machine|system|machine[- ]wide|remove only|uninstall only)(?: (?:installer|setup|install))?',
    ),
    // With which compiler it was built does not make another product.
    rule('bracketed-toolchain', 'gnu|msvc|mingw(?:32|64|-w64)?'),
    // A prerelease of a product is that product.
    rule('bracketed-prerelease', 'preview|beta|alpha|snapshot|nightly|insiders?'),
    // A commit in brackets is a build.
    rule('bracketed-commit', '(?=[a-f]*\\d)[0-9a-f]{7,40}'),
  ],
  /** The last words of a title. */
  end: [
    // What is left of `64-bit version`.
    rule('label-at-end', 'version|ver\\.?'),
    // Microsoft ends titles with three-letter codes of Windows languages.
    rule('windows-language-code-at-end', 'enu|deu|fra|esn|ita|jpn|kor|chs|cht|ptb|rus'),
  ],
}

/** Languages at the end of a title: one or several after a dash, `- deutsch`, `- English, Français, Deutsch`. */
export const languagesAtEnd: { id: string; dash: RegExp; language: RegExp } = {
  // A language after a dash is the one it was installed in.
  id: 'languages-at-end',
  dash: phrase('[-–—]'),
  language: phrase(`(?:${languageCodes}|${languageNames}),?`),
}

/** Versions that are part of a name and stay; a pattern matches all of one to four words. */
export const stayRules: readonly Rule[] = [
  // Windows 8.1 is the name of a product, and another one than Windows 8.
  { id: 'windows-8.1', pattern: phrase('windows 8\\.1') },
  // The version of an interface says what something is for, not which build it is.
  { id: 'standard-with-version', pattern: phrase('(?:usb|bluetooth|hdmi|html|pci) ?\\d\\.\\d') },
]

/** Products that are sold by major version or year and show more of it: of their versions the first number stays. */
export interface SoldByMajorVersion {
  id: string
  publisher: RegExp
  title: RegExp
  /** Which versions, and in its first group what stays of them. */
  version: RegExp
}

const anyMajor = /^v?(\d{1,2})[._]/iu
const year = /^v?(20\d\d)[._]/iu

export const soldByMajorVersion: readonly SoldByMajorVersion[] = [
  // Autodesk sold its products by year: AutoCAD 2020.1 is an update of AutoCAD 2020.
  { id: 'autodesk-year', publisher: /^autodesk\b/iu, title: /./u, version: year },
  // SOLIDWORKS is sold by year.
  { id: 'solidworks-year', publisher: /^(?:dassault|solidworks)/iu, title: /\bsolidworks\b/iu, version: year },
  // Adobe sold perpetual licenses by major version before Creative Cloud.
  {
    id: 'adobe-major-version',
    publisher: /^adobe\b/iu,
    title: /\b(?:acrobat(?! reader)|photoshop|illustrator|indesign|premiere|framemaker|robohelp)\b/iu,
    version: anyMajor,
  },
  // Camtasia and Snagit are sold by major version, later by year.
  {
    id: 'techsmith-major-version',
    publisher: /^techsmith\b/iu,
    title: /\b(?:camtasia|snagit)\b/iu,
    version: /^v?(20\d\d|\d{1,2})[._]/iu,
  },
  // VMware Workstation was sold by major version.
  { id: 'vmware-major-version', publisher: /^vmware\b/iu, title: /\bworkstation\b/iu, version: anyMajor },
  // Parallels Desktop is sold by major version.
  { id: 'parallels-major-version', publisher: /^parallels\b/iu, title: /\bdesktop\b/iu, version: anyMajor },
]

/** A word that says the major version; a version after it says nothing more. */
export const majorVersion: RegExp = phrase('v?\\d{1,4}|[ivx]{1,5}|cc|dc|cs\\d|x\\d')

/** Words that tell licenses apart: brackets that have one stay when a version in them is taken out. */
export const edition: RegExp = phrase(
  `${words(`
    academic advanced basic business ce commercial community core datacenter deluxe developer education educational
    enterprise essentials esr evaluation express extended free full gold home lite lt ltsb ltsc mobile oem ose personal
    platinum plus portable premium pro professional retail server standard starter student subscription team trial
    ultimate ultra volume workgroup workstation
  `).join('|')}|(?:19|20)\\d\\d|kb\\d+|r\\d`,
)

// --- Licensable

/**
 * Its pattern matches the displayed title in lower case, with one space where there was space or punctuation (+ and #
 * stay). The publisher is written the same way.
 */
export interface LicensableRule extends Rule {
  publisher?: RegExp
  exceptPublisher?: RegExp
}

const kindsOfDevice =
  '(?:graphics|display|video|audio|sound|hdmi|network|ethernet|lan|wlan|wireless|wifi|wi fi|bluetooth|modem|usb|libusb|serial|storage|raid|sata|ahci|nvme|chipset|touchpad|pointing|mouse|keyboard|tablet|printer?|scanner|fax|camera|webcam|fingerprint|card reader|thunderbolt|controller|adapter|device|gpu|vga|tap|tun|kernel|filter)'
const hardwareMakers =
  /^(?:advanced micro devices|alps|amd|asus|asustek|ati|atheros|broadcom|brother|canon|conexant|creative|dell|elan|epson|seiko epson|ftdi|fujitsu|hewlett packard|hp|intel|konica|kyocera|lenovo|lexmark|logitech|marvell|mediatek|nvidia|prolific|qualcomm|ralink|realtek|ricoh|samsung|silicon|synaptics|toshiba|via|wacom|xerox)\b/u
const microsoft = /^microsoft\b/u

/** What needs no license of its own, by rule; a manager can say otherwise per title. The first that matches counts. */
export const licensableRules: readonly LicensableRule[] = [
  // An update, hotfix or service pack belongs to the product that it is for.
  {
    id: 'update',
    pattern:
      /^(?:\d{4} \d\d )?(?:(?:critical|cumulative|definition|feature|important|preview|quality|security) ){0,2}(?:update|update rollup|hotfix|patch|rollup|service pack)s? (?:\d+ )?(?:for|to) /u,
  },
  // An update belongs to the product that it is for, in German, French, Spanish and Italian too.
  {
    id: 'update-in-other-words',
    pattern:
      /^(?:(?:sicherheits)?update für|sicherheitsupdate für|mise à jour (?:de sécurité )?(?:pour|de)|actualización (?:de seguridad )?para|aggiornamento (?:della protezione |di sicurezza )?per) /u,
  },
  // A KB number names the article of an update.
  { id: 'knowledge-base-article', pattern: /\bkb ?\d{6,7}\b/u },
  // A language pack belongs to the product that it translates.
  { id: 'language-pack', pattern: /\b(?:language (?:interface )?|sprach|help )packs?\b|\bmodule linguistique\b/u },
  // Proofing tools and language parts of Office come with it.
  {
    id: 'proofing-tools',
    pattern:
      /\b(?:proofing|korrekturhilfen|vérification linguistique|herramientas de corrección|strumenti di correzione)\b|\boffice proof\b|\bmui\b/u,
    publisher: microsoft,
  },
  // A redistributable is put there by the programs that need it.
  { id: 'redistributable', pattern: /\bredist(?:ributables?)?\b/u },
  // .NET and its runtimes are free and come with Windows or with programs.
  {
    id: 'dotnet',
    pattern: /^(?:microsoft )?(?:asp )?net (?:framework|host|runtime|core (?:runtime|host|shared|module))\b/u,
    publisher: microsoft,
  },
  // DirectX is part of Windows.
  { id: 'directx', pattern: /^(?:microsoft )?directx\b(?! sdk)/u, publisher: microsoft },
  // The WebView2 runtime is put there by the programs that need it.
  { id: 'webview', pattern: /\bwebview2? runtime\b/u },
  // Runtimes of Microsoft are free and put there by the programs that need them.
  { id: 'microsoft-runtime', pattern: /\bruntime(?: (?:19|20)\d\d)?$/u, publisher: microsoft },
  // Java runtimes are free, except those of Oracle, which sells subscriptions for them.
  { id: 'java-runtime', pattern: /\b(?:jre|java runtime environment)\b/u, exceptPublisher: /^(?:oracle|sun)\b/u },
  // A driver comes with the device.
  { id: 'driver-package', pattern: /^windows driver package\b/u },
  // A driver comes with the device.
  {
    id: 'device-driver',
    pattern: new RegExp(
      `\\b${kindsOfDevice}(?: \\S+){0,2} (?:drivers?|treiber)$|\\b(?:grafik|audio|drucker|netzwerk)treiber$`,
      'u',
    ),
  },
  // What a maker of hardware calls a driver comes with the device.
  { id: 'hardware-maker-driver', pattern: /\S (?:drivers?|treiber)$/u, publisher: hardwareMakers },
  // Microsoft gives its database drivers away.
  { id: 'database-driver', pattern: /\b(?:odbc|jdbc|ole db) driver (?:\d+ )?for\b/u, publisher: microsoft },
  // Chipset software comes with the device.
  { id: 'chipset-software', pattern: /\bchipset (?:device )?software\b/u },
]

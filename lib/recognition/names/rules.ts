/**
 * Everything normalization knows, as data. A change here changes what titles are called and which of them meet:
 * raise `rulesVersion` with it, and what is stored is normalized anew.
 *
 * Patterns see cleaned text (clean.ts). Those for titles see at most four words of at most 64 characters, so none can
 * run away; the others must not try again from every place what they have tried from one.
 */

export const unknownPublisher = 'Unknown publisher'
export const unknownTitle = 'Unknown title'

/** Why it is right stands beside each. */
interface Rule {
  id: string
}

const words = (text: string): string[] => text.trim().split(/\s+/u)

// --- Publishers

export interface PublisherRule extends Rule {
  /** What is taken out, when something is left without it. */
  pattern: RegExp
}

/** Patterns that are taken out of a publisher where they match, once each. */
export const publisherRules: readonly PublisherRule[] = [
  {
    id: 'web-address',
    // A publisher that gave its web address is the same with and without https:// and www.
    pattern: /^(?:https?:\/\/|www\.)+/iu,
  },
  {
    id: 'east-asian-company-form',
    // The legal form of a company is not its name; in Chinese, Japanese and Korean it is written without a space.
    pattern:
      /^(?:株式会社|有限会社|주식회사)+|(?<!公司|会社|회사)(?:股份有限公司|有限责任公司|有限公司|株式会社|有限会社|주식회사)+$/u,
  },
]

/** Legal forms, upper case and letters only, so that `S.A.`, `S. A.` and `SA` are one. They are taken off the end. */
export const companySuffixes: Rule & { forms: ReadonlySet<string> } = {
  id: 'company-suffix',
  // The legal form of a company is not its name, and one publisher writes it in many ways or not at all.
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

export interface TitleRule extends Rule {
  /** `bracketed`: all that is left in a pair of brackets, which go with it; `end`: the last words of the title. */
  where: 'anywhere' | 'bracketed' | 'end'
  /** Matches all of one to four words, which are taken out; the first word of a title is never taken out. */
  pattern: RegExp
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

/** The first rule that matches counts; longer phrases are tried before shorter ones. */
export const titleRules: readonly TitleRule[] = [
  {
    id: 'labelled-version',
    // What is called a version is one: `version 1.2`, `v. 6.21`, `version 5`; but not `Version 2018`, a year.
    where: 'anywhere',
    pattern: phrase(
      `${label} (?:[a-z]+_)?v?${version}|(?:ver|version)[.:]? (?:v\\d+[\\w-]*|(?!(?:19|20)\\d\\d$)\\d+[a-z]?)`,
    ),
    isVersion: true,
  },
  {
    id: 'build',
    // A build or revision number tells nothing about the license.
    where: 'anywhere',
    pattern: phrase('(?:build|rev|revision)[.:]? ?#?\\d[\\w.-]*|r(?!(?:19|20)\\d\\d$)\\d{4,}|\\d{6,}'),
  },
  {
    id: 'service-pack',
    // A service pack is a patch level of the product it is for.
    where: 'anywhere',
    pattern: phrase('(?:service pack|sp) ?\\d{1,2}(?:\\.\\d)?'),
  },
  {
    id: 'numbered-prerelease',
    // A numbered alpha, beta, preview or release candidate is a build on the way to a release.
    where: 'anywhere',
    pattern: phrase('(?:alpha|beta|preview|rc)[ ._-]?\\d{1,3}'),
  },
  {
    id: 'version',
    // A build or semantic version, two numbers or more with points between, does not make another product.
    where: 'anywhere',
    pattern: phrase(`[-–]?v?\\.?${version}`),
    isVersion: true,
  },
  {
    id: 'date',
    // A day is when something was built.
    where: 'anywhere',
    pattern: phrase(day),
  },
  {
    id: 'architecture',
    // A license is for a product, not for the kind of processor it was built for.
    where: 'anywhere',
    pattern: phrase(`(?:for )?${architecture}(?:[/+&,] ?${architecture})?`),
  },
  {
    id: 'word-behind-architecture',
    // In `64-Bit Edition` and `x64-based Systems` the last word only belongs to the architecture.
    where: 'anywhere',
    pattern: phrase('edition|systems'),
    after: 'architecture',
  },
  {
    id: 'locale',
    // A locale is in which language it was installed.
    where: 'anywhere',
    pattern: phrase(locales),
  },
  {
    id: 'glued-version',
    // A version may be glued to a name: `maxima-5.43.2`, `go1.13.12`.
    where: 'anywhere',
    pattern: phrase(`(\\S*[^\\s_-])[_-]+v?${version}|([^\\d\\s]*\\p{L})${version}`),
    keep: '$1$2',
  },
  {
    id: 'glued-architecture',
    // An architecture may be glued to a name: `7-x64`.
    where: 'anywhere',
    pattern: phrase(`(\\S*[^\\s_-])[_-]+${architecture}`),
    keep: '$1',
  },
  {
    id: 'bracketed-architecture',
    // Words too short or too common for an architecture elsewhere mean one in brackets.
    where: 'bracketed',
    pattern: phrase('32|64|arm|win32|x(?:64|86) edition'),
  },
  {
    id: 'bracketed-language',
    // A language in brackets is the one it was installed in.
    where: 'bracketed',
    pattern: phrase(`${languageCodes}|${languageNames}(?:,? ${languageNames})*`),
  },
  {
    id: 'installer-scope',
    // For whom or how it was installed, and that a list can only remove it, is not part of the name.
    where: 'bracketed',
    pattern: phrase(
      '(?:(?:(?:only )?(?:for )?(?:the )?)current[- ]user(?: only)?|(?:for )?all users|per[- ](?:user|machine)|user|machine|system|machine[- ]wide|remove only|uninstall only)(?: (?:installer|setup|install))?',
    ),
  },
  {
    id: 'bracketed-toolchain',
    // With which compiler it was built does not make another product.
    where: 'bracketed',
    pattern: phrase('gnu|msvc|mingw(?:32|64|-w64)?'),
  },
  {
    id: 'bracketed-prerelease',
    // A prerelease of a product is that product.
    where: 'bracketed',
    pattern: phrase('preview|beta|alpha|snapshot|nightly|insiders?'),
  },
  {
    id: 'bracketed-commit',
    // A commit in brackets is a build.
    where: 'bracketed',
    pattern: phrase('(?=[a-f]*\\d)[0-9a-f]{7,40}'),
  },
  {
    id: 'label-at-end',
    // What is left of `64-bit version`.
    where: 'end',
    pattern: phrase('version|ver\\.?'),
  },
  {
    id: 'windows-language-code-at-end',
    // Microsoft ends titles with three-letter codes of Windows languages.
    where: 'end',
    pattern: phrase('enu|deu|fra|esn|ita|jpn|kor|chs|cht|ptb|rus'),
  },
]

/** Languages at the end of a title: one or several after a dash, `- deutsch`, `- English, Français, Deutsch`. */
export const languagesAtEnd: Rule & { dash: RegExp; language: RegExp } = {
  id: 'languages-at-end',
  // A language after a dash is the one it was installed in.
  dash: phrase('[-–—]'),
  language: phrase(`(?:${languageCodes}|${languageNames}),?`),
}

/** Versions that are part of a name and stay. */
export interface StayRule extends Rule {
  /** Matches all of one to four words. */
  pattern: RegExp
}

export const stayRules: readonly StayRule[] = [
  {
    id: 'windows-8.1',
    // Windows 8.1 is the name of a product, and another one than Windows 8.
    pattern: phrase('windows 8\\.1'),
  },
  {
    id: 'standard-with-version',
    // The version of an interface says what something is for, not which build it is.
    pattern: phrase('(?:usb|bluetooth|hdmi|html|pci) ?\\d\\.\\d'),
  },
]

/** Products that are sold by major version or year and show more of it: of their versions the first number stays. */
export interface SoldByMajorVersion extends Rule {
  publisher: RegExp
  title: RegExp
  /** Which versions, and in its first group what stays of them. */
  version: RegExp
}

const anyMajor = /^v?(\d{1,2})[._]/iu
const year = /^v?(20\d\d)[._]/iu

export const soldByMajorVersion: readonly SoldByMajorVersion[] = [
  {
    id: 'autodesk-year',
    // Autodesk sold its products by year: AutoCAD 2020.1 is an update of AutoCAD 2020.
    publisher: /^autodesk\b/iu,
    title: /./u,
    version: year,
  },
  {
    id: 'solidworks-year',
    // SOLIDWORKS is sold by year.
    publisher: /^(?:dassault|solidworks)/iu,
    title: /\bsolidworks\b/iu,
    version: year,
  },
  {
    id: 'adobe-major-version',
    // Adobe sold perpetual licenses by major version before Creative Cloud.
    publisher: /^adobe\b/iu,
    title: /\b(?:acrobat(?! reader)|photoshop|illustrator|indesign|premiere|framemaker|robohelp)\b/iu,
    version: anyMajor,
  },
  {
    id: 'techsmith-major-version',
    // Camtasia and Snagit are sold by major version, later by year.
    publisher: /^techsmith\b/iu,
    title: /\b(?:camtasia|snagit)\b/iu,
    version: /^v?(20\d\d|\d{1,2})[._]/iu,
  },
  {
    id: 'vmware-major-version',
    // VMware Workstation was sold by major version.
    publisher: /^vmware\b/iu,
    title: /\bworkstation\b/iu,
    version: anyMajor,
  },
  {
    id: 'parallels-major-version',
    // Parallels Desktop is sold by major version.
    publisher: /^parallels\b/iu,
    title: /\bdesktop\b/iu,
    version: anyMajor,
  },
]

/** A word by which a title already says which major version it is; a version behind it says nothing more. */
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

export interface LicensableRule extends Rule {
  /** On the displayed title in lower case, with one space where there was space or punctuation (+ and # stay). */
  pattern: RegExp
  /** On the displayed publisher, written the same way. */
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
  {
    id: 'update',
    // An update, hotfix or service pack belongs to the product that it is for.
    pattern:
      /^(?:\d{4} \d\d )?(?:(?:critical|cumulative|definition|feature|important|preview|quality|security) ){0,2}(?:update|update rollup|hotfix|patch|rollup|service pack)s? (?:\d+ )?(?:for|to) /u,
  },
  {
    id: 'update-in-other-words',
    // An update belongs to the product that it is for, in German, French, Spanish and Italian too.
    pattern:
      /^(?:(?:sicherheits)?update für|sicherheitsupdate für|mise à jour (?:de sécurité )?(?:pour|de)|actualización (?:de seguridad )?para|aggiornamento (?:della protezione |di sicurezza )?per) /u,
  },
  {
    id: 'knowledge-base-article',
    // A KB number names the article of an update.
    pattern: /\bkb ?\d{6,7}\b/u,
  },
  {
    id: 'language-pack',
    // A language pack belongs to the product that it translates.
    pattern: /\b(?:language (?:interface )?|sprach|help )packs?\b|\bmodule linguistique\b/u,
  },
  {
    id: 'proofing-tools',
    // Proofing tools and language parts of Office come with it.
    pattern:
      /\b(?:proofing|korrekturhilfen|vérification linguistique|herramientas de corrección|strumenti di correzione)\b|\boffice proof\b|\bmui\b/u,
    publisher: microsoft,
  },
  {
    id: 'redistributable',
    // A redistributable is put there by the programs that need it.
    pattern: /\bredist(?:ributables?)?\b/u,
  },
  {
    id: 'dotnet',
    // .NET and its runtimes are free and come with Windows or with programs.
    pattern: /^(?:microsoft )?(?:asp )?net (?:framework|host|runtime|core (?:runtime|host|shared|module))\b/u,
    publisher: microsoft,
  },
  {
    id: 'directx',
    // DirectX is part of Windows.
    pattern: /^(?:microsoft )?directx\b(?! sdk)/u,
    publisher: microsoft,
  },
  {
    id: 'webview',
    // The WebView2 runtime is put there by the programs that need it.
    pattern: /\bwebview2? runtime\b/u,
  },
  {
    id: 'microsoft-runtime',
    // Runtimes of Microsoft are free and put there by the programs that need them.
    pattern: /\bruntime(?: (?:19|20)\d\d)?$/u,
    publisher: microsoft,
  },
  {
    id: 'java-runtime',
    // Java runtimes are free, except those of Oracle, which sells subscriptions for them.
    pattern: /\b(?:jre|java runtime environment)\b/u,
    exceptPublisher: /^(?:oracle|sun)\b/u,
  },
  {
    id: 'driver-package',
    // A driver comes with the device.
    pattern: /^windows driver package\b/u,
  },
  {
    id: 'device-driver',
    // A driver comes with the device.
    pattern: new RegExp(
      `\\b${kindsOfDevice}(?: \\S+){0,2} (?:drivers?|treiber)$|\\b(?:grafik|audio|drucker|netzwerk)treiber$`,
      'u',
    ),
  },
  {
    id: 'hardware-maker-driver',
    // What a maker of hardware calls a driver comes with the device.
    pattern: /\S (?:drivers?|treiber)$/u,
    publisher: hardwareMakers,
  },
  {
    id: 'database-driver',
    // Microsoft gives its database drivers away.
    pattern: /\b(?:odbc|jdbc|ole db) driver (?:\d+ )?for\b/u,
    publisher: microsoft,
  },
  {
    id: 'chipset-software',
    // Chipset software comes with the device.
    pattern: /\bchipset (?:device )?software\b/u,
  },
]

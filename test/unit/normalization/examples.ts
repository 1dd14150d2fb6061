/** What a rule does to a name, and a name much like it that it leaves alone. */
export interface Example {
  rule: string
  publisher?: string
  /** Title as detected, title as displayed. */
  changed: [string, string]
  nearMiss: [string, string]
}

export const titleExamples: Example[] = [
  { rule: 'language-after-version', changed: ['Tool 11.0.1 de', 'Tool'], nearMiss: ['Guia de', 'Guia de'] },
  { rule: 'underlined-locale', changed: ['Setup en_US', 'Setup'], nearMiss: ['Setup xx_US', 'Setup xx_US'] },
  {
    rule: 'labelled-version',
    changed: ['Skype version 8', 'Skype'],
    nearMiss: ['Dynamics NAV Version 2018', 'Dynamics NAV Version 2018'],
  },
  { rule: 'build', changed: ['Aegisub r8942', 'Aegisub'], nearMiss: ['MATLAB R2016', 'MATLAB R2016'] },
  {
    rule: 'service-pack',
    changed: ['SQL Server 2012 SP2 Enterprise', 'SQL Server 2012 Enterprise'],
    nearMiss: ['Service Pack Manager 2', 'Service Pack Manager 2'],
  },
  {
    rule: 'numbered-prerelease',
    changed: ['Krita Beta 2', 'Krita'],
    nearMiss: ['7-Zip 20.02 alpha', '7-Zip alpha'],
  },
  {
    rule: 'version',
    changed: ['CrystalDiskInfo 8_8_2 Shizuku Edition', 'CrystalDiskInfo Shizuku Edition'],
    nearMiss: ['Beyond Compare 4', 'Beyond Compare 4'],
  },
  { rule: 'date', changed: ['Nightly Tool 2020-05-12', 'Nightly Tool'], nearMiss: ['Tool 24/7', 'Tool 24/7'] },
  {
    rule: 'architecture',
    changed: ['calibre 64bit', 'calibre'],
    nearMiss: ['HWiNFO64', 'HWiNFO64'],
  },
  {
    rule: 'word-after-architecture',
    changed: ['Sync Tool 32-Bit Edition', 'Sync Tool'],
    nearMiss: ['Sync Tool Gold Edition', 'Sync Tool Gold Edition'],
  },
  { rule: 'locale', changed: ['Visio 2019 - de-de', 'Visio 2019'], nearMiss: ['Microsoft To-Do', 'Microsoft To-Do'] },
  {
    rule: 'glued-version',
    changed: ['Go Programming Language go1.13.12', 'Go Programming Language go'],
    nearMiss: ['K-Lite 4-2', 'K-Lite 4-2'],
  },
  { rule: 'glued-architecture', changed: ['PowerShell 7-x64', 'PowerShell 7'], nearMiss: ['CPU-Z64', 'CPU-Z64'] },
  { rule: 'bracketed-architecture', changed: ['Keil (ARM)', 'Keil'], nearMiss: ['Keil ARM', 'Keil ARM'] },
  {
    rule: 'bracketed-language',
    changed: ['Foxit Reader (Deutsch)', 'Foxit Reader'],
    nearMiss: ['Rosetta Stone English', 'Rosetta Stone English'],
  },
  {
    rule: 'installer-scope',
    changed: ['OpenSCAD (remove only)', 'OpenSCAD'],
    nearMiss: ['Windows CAL (User CAL)', 'Windows CAL (User CAL)'],
  },
  {
    rule: 'bracketed-toolchain',
    changed: ['Rust 1.44 (GNU)', 'Rust'],
    nearMiss: ['GNU Octave', 'GNU Octave'],
  },
  {
    rule: 'bracketed-prerelease',
    changed: ['Azure IoT Explorer (preview)', 'Azure IoT Explorer'],
    nearMiss: ['Preview Generator', 'Preview Generator'],
  },
  {
    rule: 'bracketed-commit',
    changed: ['Transmission (bb6b5a062e)', 'Transmission'],
    nearMiss: ['Transmission (facade)', 'Transmission (facade)'],
  },
  { rule: 'label-at-end', changed: ['Sync Tool 64-bit version', 'Sync Tool'], nearMiss: ['Aversion', 'Aversion'] },
  {
    rule: 'windows-language-code-at-end',
    changed: ['Visual Studio Isolated Shell - ENU', 'Visual Studio Isolated Shell'],
    nearMiss: ['ITA Software', 'ITA Software'],
  },
  {
    rule: 'languages-at-end',
    changed: ['Adobe Acrobat X Pro - English, Français, Deutsch', 'Adobe Acrobat X Pro'],
    nearMiss: ['Learn English, Deutsch', 'Learn English, Deutsch'],
  },
  {
    rule: 'windows-8.1',
    changed: ['Kit for Windows 8.1 8.100.1', 'Kit for Windows 8.1'],
    nearMiss: ['Kit for Windows 10.0.18362.1', 'Kit for Windows'],
  },
  {
    rule: 'standard-with-version',
    changed: ['USB 3.0 Monitor 1.2', 'USB 3.0 Monitor'],
    nearMiss: ['USB Monitor 3.0', 'USB Monitor'],
  },
  {
    rule: 'creative-suite',
    changed: ['Dreamweaver CS5.5 11.5', 'Dreamweaver CS5.5'],
    nearMiss: ['Dreamweaver CC15.5', 'Dreamweaver CC'],
  },
  {
    rule: 'autodesk-year',
    publisher: 'Autodesk',
    changed: ['AutoCAD LT 2020.1.2', 'AutoCAD LT 2020'],
    nearMiss: ['Autodesk Genuine Service 4.1.2', 'Autodesk Genuine Service'],
  },
  {
    rule: 'solidworks-year',
    publisher: 'Dassault Systèmes',
    changed: ['SOLIDWORKS 2019.3 Premium', 'SOLIDWORKS 2019 Premium'],
    nearMiss: ['DraftSight 2019.3', 'DraftSight'],
  },
  {
    rule: 'adobe-major-version',
    publisher: 'Adobe',
    changed: ['Adobe Acrobat 9.5.5', 'Adobe Acrobat 9'],
    nearMiss: ['Adobe Creative Cloud 5.2.1', 'Adobe Creative Cloud'],
  },
  {
    rule: 'techsmith-major-version',
    publisher: 'TechSmith',
    changed: ['Camtasia 9.1.2', 'Camtasia 9'],
    nearMiss: ['Morae Recorder 3.3', 'Morae Recorder'],
  },
  {
    rule: 'vmware-major-version',
    publisher: 'VMware, Inc.',
    changed: ['VMware Workstation 15.5 Pro', 'VMware Workstation 15 Pro'],
    nearMiss: ['VMware Tools 11.0.5', 'VMware Tools'],
  },
  {
    rule: 'parallels-major-version',
    publisher: 'Parallels International GmbH',
    changed: ['Parallels Desktop 16.1', 'Parallels Desktop 16'],
    nearMiss: ['Parallels Client 17.1', 'Parallels Client'],
  },
]

export const publisherExamples: Example[] = [
  {
    rule: 'copyright-notice',
    changed: ['Copyright (c) 2019 Contoso, Inc. All rights reserved.', 'Contoso'],
    nearMiss: ['Copyrighters United', 'Copyrighters United'],
  },
  { rule: 'company-form-in-front', changed: ['ООО «Доктор Веб»', 'Доктор Веб'], nearMiss: ['АОМ', 'АОМ'] },
  { rule: 'quotation-marks', changed: ['«Contoso»', 'Contoso'], nearMiss: ['Bernd "Bear" Ray', 'Bernd "Bear" Ray'] },
  {
    rule: 'abbreviation-in-brackets',
    changed: ['Progress Software Corporation (PSC)', 'Progress Software'],
    nearMiss: ['腾讯(深圳)', '腾讯(深圳)'],
  },
  { rule: 'affiliates', changed: ['Oracle and/or its affiliates', 'Oracle'], nearMiss: ['Me and its', 'Me and its'] },
  { rule: 'web-address', changed: ['https://www.golang.org', 'golang.org'], nearMiss: ['wwwidgets', 'wwwidgets'] },
  {
    rule: 'east-asian-company-form',
    changed: ['腾讯科技(深圳)有限公司', '腾讯科技(深圳)'],
    nearMiss: ['360安全中心', '360安全中心'],
  },
  {
    rule: 'company-suffix',
    changed: ['Beijing Yinxiang Biji Technologies Co., Ltd.', 'Beijing Yinxiang Biji Technologies'],
    nearMiss: ['Coda', 'Coda'],
  },
]

/** Names with their publishers that a pattern says are components, and names much like them that are none. */
export const patternExamples: { rule: string; hit: [string, string]; nearMiss: [string, string] }[] = [
  {
    rule: 'update',
    hit: ['Microsoft', 'Security Update for Microsoft Office 2013 64-Bit Edition'],
    nearMiss: ['Cisco Systems, Inc.', 'Update Manager for Routers'],
  },
  {
    rule: 'update-in-other-words',
    hit: ['Microsoft', 'Sicherheitsupdate für Microsoft Office 2013'],
    nearMiss: ['Heise', 'Offline Update'],
  },
  {
    rule: 'knowledge-base-article',
    hit: ['Microsoft Corporation', 'Windows Media Format (KB2817430)'],
    nearMiss: ['KB Soft', 'KB Piano 2'],
  },
  {
    rule: 'language-pack',
    hit: ['Autodesk', 'AutoCAD 2020 Language Pack - English'],
    nearMiss: ['Transparent Language, Inc.', 'Language Packager Pro'],
  },
  {
    rule: 'proofing-tools',
    hit: ['Microsoft Corporation', 'Microsoft Office Proof (English) 2016'],
    nearMiss: ['ColorLogic GmbH', 'Office Proof Printer'],
  },
  {
    rule: 'redistributable',
    hit: ['Microsoft Corporation', 'Microsoft Visual C++ 2015-2019 Redistributable (x64) - 14.24.28127'],
    nearMiss: ['Redis Labs', 'Redis on Windows'],
  },
  {
    rule: 'dotnet',
    hit: ['Microsoft Corporation', 'Microsoft .NET Framework 4.8'],
    nearMiss: ['ChemAxon', 'JChem .NET API'],
  },
  {
    rule: 'directx',
    hit: ['Microsoft Corporation', 'DirectX 9.0c'],
    nearMiss: ['Microsoft Corporation', 'Microsoft DirectX SDK (June 2010)'],
  },
  {
    rule: 'webview',
    hit: ['Microsoft Corporation', 'Microsoft Edge WebView2 Runtime'],
    nearMiss: ['Microsoft Corporation', 'Microsoft Edge'],
  },
  {
    rule: 'microsoft-runtime',
    hit: ['Microsoft Corporation', 'Microsoft Windows Desktop Runtime - 5.0.1 (x64)'],
    nearMiss: ['Siemens AG', 'SIMATIC WinCC Runtime'],
  },
  {
    rule: 'driver-package',
    hit: ['Dynastream Innovations, Inc.', 'Windows Driver Package - Dynastream (04/11/2012 1.2.40.201)'],
    nearMiss: ['DriverPack', 'DriverPack Solution'],
  },
  {
    rule: 'device-driver',
    hit: ['Realtek Semiconductor Corp.', 'Realtek High Definition Audio Driver'],
    nearMiss: ['IObit', 'Driver Booster 8'],
  },
  {
    rule: 'hardware-maker-driver',
    hit: ['Canon Inc.', 'Canon MX920 series MP Drivers'],
    nearMiss: ['SCS Software', 'Bus Driver'],
  },
  {
    rule: 'database-driver',
    hit: ['Microsoft Corporation', 'Microsoft ODBC Driver 17 for SQL Server'],
    nearMiss: ['CData Software, Inc.', 'CData ODBC Driver for Salesforce 2020'],
  },
  {
    rule: 'chipset-software',
    hit: ['Intel Corporation', 'Intel(R) Chipset Device Software'],
    nearMiss: ['Intel Corporation', 'Chipset Simulator'],
  },
]

/** Titles of one publisher; no two of them ever meet, nor any two of them with a version and an architecture behind. */
export const neverMeet: { publisher: string; titles: string[] }[] = [
  {
    publisher: 'Microsoft Corporation',
    titles: [
      'Microsoft Office Professional Plus 2016',
      'Microsoft Office Professional Plus 2019',
      'Microsoft Office Standard 2016',
      'Microsoft Office Standard 2019',
      'Microsoft Office Home and Business 2019',
      'Microsoft Office Home and Student 2019',
      'Microsoft Visio Standard 2019',
      'Microsoft Visio Professional 2019',
      'SQL Server 2008',
      'SQL Server 2008 R2',
      'SQL Server 2017',
      'SQL Server 2019',
      'SQL Server 2019 (Enterprise 64-bit)',
      'SQL Server 2019 (Standard 64-bit)',
      'Visual Studio Community 2019',
      'Visual Studio Professional 2019',
      'Visual Studio Enterprise 2019',
      'Visual Studio Professional 2017',
      'Windows 10 Enterprise',
      'Windows 10 Enterprise LTSC',
      'Windows 10 Enterprise LTSC 2019',
      'Windows 10 Home',
      'Windows 10 Pro',
      'Windows 8 Pro',
      'Windows 8.1 Pro',
      'Windows 10 SDK',
      'Windows SDK',
      'Visual C++ Tools',
      'Visual C# Tools',
      'Visual C Tools',
    ],
  },
  {
    publisher: 'Adobe Systems Incorporated',
    titles: [
      'Adobe Acrobat XI Pro',
      'Adobe Acrobat X Pro',
      'Adobe Acrobat XI Standard',
      'Adobe Acrobat 9 Pro',
      'Adobe Acrobat 8 Professional',
      'Adobe Acrobat DC',
      'Adobe Acrobat Reader DC',
      'Adobe Photoshop CS5',
      'Adobe Photoshop CS6',
      'Adobe Photoshop CC 2018',
      'Adobe Photoshop CC 2019',
      'Adobe Photoshop Elements 15',
    ],
  },
  {
    publisher: 'Autodesk',
    titles: ['AutoCAD 2019', 'AutoCAD 2020', 'AutoCAD LT 2019', 'AutoCAD LT 2020', 'AutoCAD Architecture 2020'],
  },
  {
    publisher: 'Corel Corporation',
    titles: ['CorelDRAW Graphics Suite X7', 'CorelDRAW Graphics Suite X8', 'CorelDRAW Graphics Suite 2019'],
  },
  { publisher: 'TechSmith Corporation', titles: ['Camtasia 8', 'Camtasia 9', 'Camtasia 2018', 'Camtasia 2019'] },
  { publisher: 'Don Ho', titles: ['Notepad', 'Notepad++'] },
  { publisher: 'MathWorks', titles: ['MATLAB R2016a', 'MATLAB R2016b', 'MATLAB R2020a'] },
]

#Requires -Version 5.1
<#
.SYNOPSIS
Reports the software that is installed on this Windows PC to License Ledger.

.DESCRIPTION
Reads what the uninstall keys of the registry list, 64 and 32 bit, and those of users who are signed in. It sends the
name of the PC, its operating system and, of each program, name, publisher and version; nothing about users. Run it as SYSTEM: only then
the keys of all signed-in users, and the device id of Intune, can be read. See docs/inventory.md.

.PARAMETER ApiUrl
Address of the ledger's API.

.PARAMETER TokenUrl
Token endpoint of the issuer, for OAuth 2.0 client credentials.

.PARAMETER ClientId
The client; it has the role inventory-writer. Its secret is in the environment variable LEDGER_CLIENT_SECRET.

.PARAMETER CredentialFile
Instead of ClientId and the variable: a credential (client id and secret) that Export-Clixml wrote under the same
account on the same PC.

.PARAMETER Scope
The scope to ask for; with Entra ID api://<client id of the ledger>/.default

.PARAMETER DeviceId
Under which id the PC reports. By default the device id of Intune, else that of Entra ID, else the MachineGuid.

.EXAMPLE
.\report-software.ps1 -ApiUrl https://ledger.example.com -WhatIf
Shows what would be sent. Nothing is asked for or sent.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)] [string] $ApiUrl,
    [string] $TokenUrl,
    [string] $ClientId,
    [string] $CredentialFile,
    [string] $Scope,
    [string] $DeviceId
)

$ErrorActionPreference = 'Stop'
# Windows PowerShell would try TLS 1.0.
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

$attempts = 6
$uninstall = 'Microsoft\Windows\CurrentVersion\Uninstall'

# By name of the view, so that a 32-bit PowerShell sees what a 64-bit one sees.
function Open-Hive([string] $Hive, [string] $View) {
    [Microsoft.Win32.RegistryKey]::OpenBaseKey($Hive, $View)
}

# One line of at most so many characters, without what the ledger refuses.
function Limit-Text($Value, [int] $Length) {
    $text = ("$Value" -replace '\p{Cc}+', ' ').Trim()
    if ($text.Length -gt $Length) { $text = $text.Substring(0, $Length) }
    ($text -replace '[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]', '').Trim()
}

# A key that may not be read: it is said, and the rest is reported.
function Open-Key($Parent, [string] $Path) {
    try { return $Parent.OpenSubKey($Path) } catch { Write-Warning "$Path was not read: $($_.Exception.Message)" }
}

function Read-Programs($Hive, [string] $Path) {
    $list = Open-Key $Hive $Path
    if ($null -eq $list) { return }
    foreach ($name in $list.GetSubKeyNames()) {
        $key = Open-Key $list $name
        if ($null -eq $key) { continue }
        $title = Limit-Text $key.GetValue('DisplayName') 512
        # What Windows does not list either: parts of programs, and updates of them.
        $isHidden = $key.GetValue('SystemComponent') -eq 1 -or $null -ne $key.GetValue('ParentKeyName')
        if ($title -ne '' -and -not $isHidden) {
            [pscustomobject]@{
                publisher = Limit-Text $key.GetValue('Publisher') 256
                title     = $title
                version   = Limit-Text $key.GetValue('DisplayVersion') 128
            }
        }
        $key.Close()
    }
    $list.Close()
}

function Read-Software {
    foreach ($view in 'Registry64', 'Registry32') {
        Read-Programs (Open-Hive 'LocalMachine' $view) "SOFTWARE\$uninstall"
    }
    $users = Open-Hive 'Users' 'Registry64'
    # Accounts of the PC or a domain, and of Entra ID. Hives of others are not loaded.
    foreach ($sid in $users.GetSubKeyNames() | Where-Object { $_ -match '^S-1-(5-21|12-1)-[\d-]+$' }) {
        Read-Programs $users "$sid\Software\$uninstall"
    }
}

function Get-IntuneId {
    $enrollments = Open-Key (Open-Hive 'LocalMachine' 'Registry64') 'SOFTWARE\Microsoft\Enrollments'
    if ($null -eq $enrollments) { return }
    foreach ($name in $enrollments.GetSubKeyNames()) {
        $client = Open-Key $enrollments "$name\DMClient\MS DM Server"
        if ($null -eq $client) { continue }
        $id = $client.GetValue('EntDMID')
        if ($id) { return [string] $id }
    }
}

function Get-EntraId {
    foreach ($certificate in Get-ChildItem -Path Cert:\LocalMachine\My) {
        $isJoined = $certificate.Issuer -like '*CN=MS-Organization-Access*'
        if ($isJoined -and $certificate.Subject -match 'CN=([0-9a-fA-F-]{36})') { return $Matches[1] }
    }
}

function Get-MachineGuid {
    $key = (Open-Hive 'LocalMachine' 'Registry64').OpenSubKey('SOFTWARE\Microsoft\Cryptography')
    [string] $key.GetValue('MachineGuid')
}

# Seconds to wait before the next attempt; spread, because many PCs were refused at once.
function Get-Pause($Response, [int] $Attempt) {
    $seconds = 0
    if ($null -ne $Response -and $Response.Headers -is [Net.WebHeaderCollection]) {
        [void] [int]::TryParse($Response.Headers['Retry-After'], [ref] $seconds)
    }
    $seconds = [Math]::Max($seconds, 5 * [Math]::Pow(2, $Attempt - 1))
    [Math]::Min($seconds, 300) + (Get-Random -Minimum 0 -Maximum 10)
}

# Sends a request again while the other side is busy or does not answer. To report the same twice is harmless.
function Send-Request([hashtable] $Request) {
    for ($attempt = 1; ; $attempt++) {
        try {
            return Invoke-RestMethod @Request -UseBasicParsing -TimeoutSec 60
        } catch {
            $response = $_.Exception.Response
            $status = if ($null -eq $response) { 0 } else { [int] $response.StatusCode }
            if ($attempt -ge $attempts -or $status -notin 0, 429, 500, 502, 503, 504) { throw }
            $pause = Get-Pause $response $attempt
            Write-Verbose "$($Request.Uri) answered $status; again in $pause s."
            Start-Sleep -Seconds $pause
        }
    }
}

function Get-Token {
    if ($CredentialFile) {
        $credential = (Import-Clixml -Path $CredentialFile).GetNetworkCredential()
        $client = $credential.UserName
        $secret = $credential.Password
    } else {
        $client = $ClientId
        $secret = $env:LEDGER_CLIENT_SECRET
    }
    if (-not $TokenUrl -or -not $client -or -not $secret) {
        throw 'Give TokenUrl, and ClientId with the variable LEDGER_CLIENT_SECRET, or CredentialFile.'
    }
    $form = @{ grant_type = 'client_credentials'; client_id = $client; client_secret = $secret }
    if ($Scope) { $form.scope = $Scope }
    (Send-Request @{ Method = 'Post'; Uri = $TokenUrl; Body = $form }).access_token
}

if (-not $DeviceId) { $DeviceId = Get-IntuneId }
if (-not $DeviceId) { $DeviceId = Get-EntraId }
if (-not $DeviceId) { $DeviceId = Get-MachineGuid }

$software = @(Read-Software)
$system = Get-CimInstance -ClassName Win32_OperatingSystem -Property Caption, Version, OperatingSystemSKU
$report = @{
    deviceName = $env:COMPUTERNAME
    platform   = 'Windows'
    reportedAt = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
    software   = $software
    operatingSystem = @{
        name    = Limit-Text $system.Caption 128
        version = Limit-Text $system.Version 64
        edition = "$($system.OperatingSystemSKU)"
    }
}
$body = ConvertTo-Json -InputObject $report -Depth 4
$uri = '{0}/devices/{1}/software' -f $ApiUrl.TrimEnd('/'), [Uri]::EscapeDataString($DeviceId)

if ($WhatIfPreference) { Write-Output $body }
if (-not $PSCmdlet.ShouldProcess($uri, 'Report the software of this PC')) { return }

[void] (Send-Request @{
    Method      = 'Put'
    Uri         = $uri
    Headers     = @{ Authorization = "Bearer $(Get-Token)" }
    ContentType = 'application/json; charset=utf-8'
    # As bytes: Windows PowerShell would send text as Latin-1.
    Body        = [Text.Encoding]::UTF8.GetBytes($body)
})
Write-Output "Reported $($software.Count) programs as $DeviceId."

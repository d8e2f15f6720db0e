#Requires -Version 5.1
<#
.SYNOPSIS
Installs the files of this bundle where the agent reads them, and restarts the agent.

.DESCRIPTION
Run it in PowerShell as administrator, in the folder that the bundle was unpacked to:

  powershell -ExecutionPolicy Bypass -File .\install.ps1             install, restart, show the log
  powershell -ExecutionPolicy Bypass -File .\install.ps1 -DryRun     say what would be done
  powershell -ExecutionPolicy Bypass -File .\install.ps1 -Undo       put back what was replaced

Exit codes are in README.txt.

.PARAMETER DryRun
Say what would be done; nothing is touched.

.PARAMETER Undo
Put back what the last installation replaced.

.PARAMETER NoRestart
Do not restart the agent.

.PARAMETER Wait
How many seconds to wait for the agent's log.
#>
[CmdletBinding()]
param(
    [switch]$DryRun,
    [switch]$Undo,
    [switch]$NoRestart,
    [ValidateRange(0, 3600)][int]$Wait = 10
)

#@settings@

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Bundle = Split-Path -Parent $MyInvocation.MyCommand.Path
$State = Join-Path $env:ProgramData 'iot-agent-setup\bundle'

function Stop-Installation {
    param([int]$Code, [string]$Sentence)
    [Console]::Error.WriteLine("install.ps1: $Sentence")
    exit $Code
}

# Get-FileHash hides why a file cannot be read: it does not see this script's preferences.
function Get-Sum {
    param([string]$Path)
    $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
    try {
        return Get-SumOfStream $stream
    }
    finally {
        $stream.Dispose()
    }
}

function Get-SumOfText {
    param([string]$Text)
    $bytes = [Text.Encoding]::UTF8.GetBytes($Text)
    return Get-SumOfStream (New-Object IO.MemoryStream(, $bytes))
}

function Get-SumOfStream {
    param([IO.Stream]$Stream)
    $algorithm = [Security.Cryptography.SHA256]::Create()
    try {
        $sum = $algorithm.ComputeHash($Stream)
    }
    finally {
        $algorithm.Dispose()
    }
    return ([BitConverter]::ToString($sum) -replace '-', '').ToLowerInvariant()
}

# --- The bundle ---------------------------------------------------------------------------------

function Get-Manifest {
    $path = Join-Path $Bundle 'manifest.sha256'
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) {
        Stop-Installation 3 'manifest.sha256 is missing beside this script. Unpack the whole bundle into one folder. Nothing was touched.'
    }
    $found = @{}
    foreach ($line in [IO.File]::ReadAllLines($path)) {
        if ($line -match '^([0-9a-f]{64})  (.+)$') {
            $found[$Matches[2]] = $Matches[1]
        }
    }
    return $found
}

function Assert-Bundle {
    param([hashtable]$Manifest)
    foreach ($name in $Manifest.Keys) {
        $path = Join-Path $Bundle $name
        if (-not (Test-Path -LiteralPath $path -PathType Leaf)) {
            Stop-Installation 3 "The file $name of this bundle is missing. Unpack the bundle again. Nothing was touched."
        }
        if ((Get-Sum $path) -ne $Manifest[$name]) {
            Stop-Installation 3 "The file $name is not as it was packed: its SHA-256 is another. Unpack the bundle again, or make a new one. Nothing was touched."
        }
    }
    foreach ($file in $Files) {
        if (-not $Manifest.ContainsKey($file.Name)) {
            Stop-Installation 3 "manifest.sha256 does not name $($file.Name). Make the bundle again. Nothing was touched."
        }
    }
}

# --- This computer ------------------------------------------------------------------------------

function Get-AgentService {
    return Get-Service -Name $Service -ErrorAction SilentlyContinue
}

function Assert-Agent {
    if (-not (Test-Path -LiteralPath $Directory -PathType Container)) {
        Stop-Installation 4 "There is no folder $Directory here, so the $Agent is not installed on this computer, or in another folder. Install it, or make the bundle for its folder. Nothing was touched."
    }
    $known = @($Files | Where-Object { $_.Kind -eq 'configuration' -and (Test-Path -LiteralPath $_.Place) })
    if ($known.Count -eq 0 -and $null -eq (Get-AgentService)) {
        Stop-Installation 4 "The $Agent is not installed here: $Directory holds none of its files, and there is no service $Service. Nothing was touched."
    }
    Assert-Program
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object Security.Principal.WindowsPrincipal($identity)
    $isAdministrator = $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
    if (-not $isAdministrator -and -not $DryRun) {
        Stop-Installation 5 'Administrator rights are needed. Start PowerShell with "Run as administrator", then run it again. Nothing was touched.'
    }
}

# The service may run from another folder: then it would never read these files.
function Assert-Program {
    $key = "HKLM:\SYSTEM\CurrentControlSet\Services\$Service"
    $properties = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue
    if ($null -eq $properties -or $null -eq $properties.PSObject.Properties['ImagePath']) {
        return
    }
    $command = [Environment]::ExpandEnvironmentVariables([string]$properties.ImagePath)
    if ($command -match '^"([^"]+)"') { $program = $Matches[1] }
    elseif ($command -match '^(.+?\.exe)') { $program = $Matches[1] }
    else { return }
    $folder = (Split-Path -Parent $program).TrimEnd('\')
    if ($folder -ne $Directory.TrimEnd('\')) {
        Stop-Installation 4 "The service $Service runs from $folder, and this bundle is for $Directory. Make the bundle for that folder. Nothing was touched."
    }
}

# --- Files --------------------------------------------------------------------------------------

# A link on the way, or in the place of a file, could lead anywhere: it is not followed.
function Assert-NoLink {
    param([string]$Path)
    $current = $Path
    while ($current) {
        if (Test-Path -LiteralPath $current) {
            $item = Get-Item -LiteralPath $current -Force
            if ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) {
                Stop-Installation 6 "On the way to $Path, $current is a link. It is not followed; make the bundle for the folder that it leads to."
            }
        }
        $current = Split-Path -Parent $current
    }
    if (Test-Path -LiteralPath $Path -PathType Container) {
        Stop-Installation 6 "$Path is a folder. It is not replaced."
    }
}

# For the agent (LocalSystem) and administrators alone; nothing is inherited.
function New-PrivateAcl {
    $acl = New-Object Security.AccessControl.FileSecurity
    $acl.SetAccessRuleProtection($true, $false)
    foreach ($sid in 'S-1-5-18', 'S-1-5-32-544') {
        $account = New-Object Security.Principal.SecurityIdentifier($sid)
        $rule = New-Object Security.AccessControl.FileSystemAccessRule($account, 'FullControl', 'Allow')
        $acl.AddAccessRule($rule)
    }
    return $acl
}

function Test-Private {
    param([string]$Path)
    $acl = Get-Acl -LiteralPath $Path
    if (-not $acl.AreAccessRulesProtected) { return $false }
    $allowed = 'S-1-5-18', 'S-1-5-32-544'
    foreach ($rule in $acl.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])) {
        if ($allowed -notcontains $rule.IdentityReference.Value) { return $false }
    }
    return $true
}

function Get-Fate {
    param([hashtable]$File, [hashtable]$Manifest)
    if (-not (Test-Path -LiteralPath $File.Place)) { return 'created' }
    try {
        $isSame = (Get-Sum $File.Place) -eq $Manifest[$File.Name]
        if ($isSame -and ($File.Kind -eq 'configuration' -or (Test-Private $File.Place))) {
            return 'unchanged'
        }
    }
    catch {
        # A dry run without administrator rights may not read the key that is there.
        if (-not $DryRun) { throw }
    }
    return 'replaced'
}

# The time for the names of backups: one that none of them has yet.
function Get-Stamp {
    for ($try = 0; $try -lt 5; $try++) {
        $stamp = [DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ', [Globalization.CultureInfo]::InvariantCulture)
        $taken = @($Files | Where-Object { Test-Path -LiteralPath "$($_.Place).$stamp.bak" })
        if ($taken.Count -eq 0) { return $stamp }
        Start-Sleep -Seconds 1
    }
    Stop-Installation 6 "There is a backup $stamp already, and again. Nothing was touched."
}

# Write the new file, whole, beside its place.
function New-PreparedFile {
    param([hashtable]$File, [string]$Path, [string]$Sum)
    [void][IO.Directory]::CreateDirectory((Split-Path -Parent $File.Place))
    $content = [IO.File]::ReadAllBytes((Join-Path $Bundle $File.Name))
    # CreateNew: what is already there under this name is not written through.
    $stream = New-Object IO.FileStream($Path, [IO.FileMode]::CreateNew, [IO.FileAccess]::Write, [IO.FileShare]::None)
    try {
        if ($File.Kind -eq 'secret') {
            Set-Acl -LiteralPath $Path -AclObject (New-PrivateAcl)
        }
        $stream.Write($content, 0, $content.Length)
        $stream.Flush($true)
    }
    finally {
        $stream.Dispose()
    }
    if ((Get-Sum $Path) -ne $Sum) {
        throw "$($File.Place) could not be written whole"
    }
}

# In one step; the former file becomes the backup.
function Move-IntoPlace {
    param([hashtable]$File, [string]$Prepared, [string]$Fate)
    if ($Fate -eq 'created') {
        [IO.File]::Move($Prepared, $File.Place)
        return
    }
    if ($File.Kind -eq 'secret') {
        # ReplaceFile keeps the list of who may read of the file that is replaced.
        Set-Acl -LiteralPath $File.Place -AclObject (New-PrivateAcl)
    }
    [IO.File]::Replace($Prepared, $File.Place, "$($File.Place).$Stamp.bak", $true)
}

# --- The record of what was replaced ------------------------------------------------------------

function Get-RecordPath {
    param([string]$Ending)
    $id = (Get-SumOfText $Directory.ToLowerInvariant()).Substring(0, 16)
    return Join-Path $State "$id.$Ending"
}

# ProgramData lets every account make folders: one of another account is not trusted.
function New-StateFolder {
    if (-not (Test-Path -LiteralPath $State)) {
        [void][IO.Directory]::CreateDirectory($State)
        foreach ($folder in (Split-Path -Parent $State), $State) {
            $acl = New-Object Security.AccessControl.DirectorySecurity
            $acl.SetAccessRuleProtection($true, $false)
            foreach ($sid in 'S-1-5-18', 'S-1-5-32-544') {
                $account = New-Object Security.Principal.SecurityIdentifier($sid)
                $rule = New-Object Security.AccessControl.FileSystemAccessRule(
                    $account, 'FullControl', 'ContainerInherit,ObjectInherit', 'None', 'Allow')
                $acl.AddAccessRule($rule)
            }
            Set-Acl -LiteralPath $folder -AclObject $acl
        }
    }
    foreach ($folder in (Split-Path -Parent $State), $State) {
        $item = Get-Item -LiteralPath $folder -Force
        $owner = (Get-Acl -LiteralPath $folder).GetOwner([Security.Principal.SecurityIdentifier]).Value
        $trusted = 'S-1-5-18', 'S-1-5-32-544', [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
        if (($item.Attributes -band [IO.FileAttributes]::ReparsePoint) -or $trusted -notcontains $owner) {
            Stop-Installation 6 "Another account has made $folder, so it is not trusted. Remove it. Nothing was installed."
        }
    }
}

# PowerShell hands $null to .NET as an empty text; NullString is the one that means "no backup".
function Save-Record {
    param([object[]]$Entries, [string]$Path)
    $text = ConvertTo-Json -InputObject @($Entries) -Depth 4
    $new = "$Path.new"
    [IO.File]::WriteAllText($new, $text)
    if (Test-Path -LiteralPath $Path) { [IO.File]::Replace($new, $Path, [NullString]::Value) }
    else { [IO.File]::Move($new, $Path) }
}

function Read-Record {
    param([string]$Path)
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) { return @() }
    $found = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($Path))
    return @($found | ForEach-Object { $_ })
}

# Take back what a run has begun, this one or one that was interrupted.
function Undo-Journal {
    param([string]$Path)
    foreach ($entry in (Read-Record $Path)) {
        if ($entry.Prepared -and (Test-Path -LiteralPath $entry.Prepared)) {
            Remove-Item -LiteralPath $entry.Prepared -Force
        }
        $backup = "$($entry.Place).$($entry.Stamp).bak"
        if ($entry.Fate -eq 'replaced' -and (Test-Path -LiteralPath $backup)) {
            Restore-File $backup $entry.Place
        }
        elseif ($entry.Fate -eq 'created' -and (Test-Path -LiteralPath $entry.Place) -and
            (Get-Sum $entry.Place) -eq $entry.Sum) {
            Remove-Item -LiteralPath $entry.Place -Force
        }
    }
    Remove-Item -LiteralPath $Path -Force
}

function Restore-File {
    param([string]$Backup, [string]$Place)
    if (Test-Path -LiteralPath $Place) { [IO.File]::Replace($Backup, $Place, [NullString]::Value, $true) }
    else { [IO.File]::Move($Backup, $Place) }
}

# --- Installing ---------------------------------------------------------------------------------

function Show-Plan {
    param([hashtable]$Manifest)
    $changed = $false
    foreach ($file in $Files) {
        Assert-NoLink $file.Place
        $fate = Get-Fate $file $Manifest
        if ($fate -eq 'unchanged') { Write-Output "  $($file.Place): unchanged" }
        else { Write-Output "  $($file.Place): would be $fate"; $changed = $true }
    }
    if (-not $changed) { Write-Output 'Nothing would change.' }
    elseif (-not $NoRestart) { Write-Output "The service $Service would be restarted." }
}

function Install-File {
    param([hashtable]$Manifest)
    New-StateFolder
    $journal = Get-RecordPath 'journal'
    if (Test-Path -LiteralPath $journal) {
        Write-Output '  An installation was interrupted here; it is taken back first.'
        Undo-Journal $journal
    }
    foreach ($file in $Files) { Assert-NoLink $file.Place }
    $entries = @()
    try {
        foreach ($file in $Files) {
            $fate = Get-Fate $file $Manifest
            if ($fate -eq 'unchanged') {
                Write-Output "  $($file.Place): unchanged"
                continue
            }
            $sum = $Manifest[$file.Name]
            $prepared = "$($file.Place).$PID.new"
            if (Test-Path -LiteralPath $prepared) { throw "there is a file $prepared already" }
            $entries += @{
                Place = $file.Place; Kind = $file.Kind; Fate = $fate
                Sum = $sum; Stamp = $Stamp; Prepared = $prepared
            }
            # Before it is made: what is interrupted here leaves no key behind.
            Save-Record $entries $journal
            New-PreparedFile $file $prepared $sum
        }
        if ($entries.Count -eq 0) {
            Write-Output 'Nothing changes.'
            return
        }
        [IO.File]::WriteAllText((Get-RecordPath 'restart'), $Stamp)
        foreach ($entry in $entries) {
            Move-IntoPlace $entry $entry.Prepared $entry.Fate
            if ($entry.Fate -eq 'created') { Write-Output "  $($entry.Place): created" }
            else { Write-Output "  $($entry.Place): replaced, backup $($entry.Place).$Stamp.bak" }
        }
        Save-Installation $entries $journal
    }
    catch {
        $reason = $_.Exception.Message
        try {
            if (Test-Path -LiteralPath $journal) { Undo-Journal $journal }
        }
        catch {
            Stop-Installation 6 "The files could not be installed: $reason. Not everything could be put back: $($_.Exception.Message). Run it again: that puts it back first."
        }
        Stop-Installation 6 "The files could not be installed, and everything is as it was: $reason"
    }
}

# From now on the installation stands, and can be undone. Only the last one can: the key that the
# one before it had kept is removed.
function Save-Installation {
    param([object[]]$Entries, [string]$Journal)
    $record = Get-RecordPath 'undo'
    foreach ($old in (Read-Record $record)) {
        $backup = "$($old.Place).$($old.Stamp).bak"
        if ($old.Kind -eq 'secret' -and (Test-Path -LiteralPath $backup)) {
            Remove-Item -LiteralPath $backup -Force
        }
    }
    Save-Record $Entries $record
    Remove-Item -LiteralPath $Journal -Force
}

# --- Undoing ------------------------------------------------------------------------------------

function Undo-Installation {
    $journal = Get-RecordPath 'journal'
    if ((Test-Path -LiteralPath $journal) -and -not $DryRun) { Undo-Journal $journal }
    $record = Get-RecordPath 'undo'
    $entries = @(Read-Record $record)
    if ($entries.Count -eq 0) {
        Stop-Installation 9 "There is nothing to undo: no installation of a bundle in $Directory is on record."
    }
    foreach ($entry in $entries) {
        Assert-NoLink $entry.Place
        $backup = "$($entry.Place).$($entry.Stamp).bak"
        if ($entry.Fate -eq 'replaced' -and -not (Test-Path -LiteralPath $backup)) {
            Stop-Installation 9 "The backup $backup is gone, so nothing can be undone. Nothing was touched."
        }
    }
    foreach ($entry in $entries) { Undo-File $entry }
    if (-not $DryRun) {
        Remove-Item -LiteralPath $record -Force
        [IO.File]::WriteAllText((Get-RecordPath 'restart'), $Stamp)
    }
    elseif (-not $NoRestart) { Write-Output "The service $Service would be restarted." }
}

function Undo-File {
    param([object]$Entry)
    if ($Entry.Fate -eq 'replaced') { $done = 'restored' } else { $done = 'removed' }
    if ($DryRun) {
        Write-Output "  $($Entry.Place): would be $done"
        return
    }
    $kept = ''
    if ((Test-Path -LiteralPath $Entry.Place) -and (Get-Sum $Entry.Place) -ne $Entry.Sum) {
        [IO.File]::Move($Entry.Place, "$($Entry.Place).$Stamp.bak")
        $kept = "; it was changed since, backup $($Entry.Place).$Stamp.bak"
    }
    if ($Entry.Fate -eq 'replaced') { Restore-File "$($Entry.Place).$($Entry.Stamp).bak" $Entry.Place }
    elseif (Test-Path -LiteralPath $Entry.Place) { Remove-Item -LiteralPath $Entry.Place -Force }
    Write-Output "  $($Entry.Place): $done$kept"
}

# --- The service --------------------------------------------------------------------------------

function Restart-Agent {
    $pending = Get-RecordPath 'restart'
    if (-not (Test-Path -LiteralPath $pending)) { return }
    if ($NoRestart) {
        Write-Output "The agent is not restarted. It reads its files once, at its start: Restart-Service -Name `"$Service`""
        return
    }
    if ($null -eq (Get-AgentService)) {
        # Who restarts it by hand tells nobody: the next run does not ask for it again.
        Remove-Item -LiteralPath $pending -Force
        Stop-Installation 7 "The files are in place, but no service $Service was found here, so the agent was not restarted. Restart it by hand."
    }
    $since = Get-Date
    try {
        Restart-Service -Name $Service -Force
    }
    catch {
        Stop-Installation 7 "The files are in place, but the service $Service could not be restarted: $($_.Exception.Message)"
    }
    Remove-Item -LiteralPath $pending -Force
    Write-Output "The service $Service was restarted."
    Show-Log $since
}

function Get-AgentLog {
    param([DateTime]$Since)
    $filter = @{ LogName = 'Application'; ProviderName = $LogName; StartTime = $Since }
    try {
        $events = @(Get-WinEvent -FilterHashtable $filter -ErrorAction SilentlyContinue)
    }
    catch {
        return @()  # no event has ever had this source here
    }
    return @($events | Sort-Object TimeCreated | ForEach-Object { $_.Message })
}

function Show-Log {
    param([DateTime]$Since)
    $lines = @()
    for ($second = 0; $second -le $Wait; $second++) {
        $lines = @(Get-AgentLog $Since)
        if (@($lines | Where-Object { $_ -match 'Error in:|nitialized' }).Count -gt 0) { break }
        if ($second -lt $Wait) { Start-Sleep -Seconds 1 }
    }
    if ($lines.Count -gt 0) {
        Write-Output 'What the agent has logged:'
        foreach ($line in $lines) { Write-Output "  $line" }
    }
    else {
        Write-Output "The agent has logged nothing in $Wait seconds, or its log cannot be read here."
    }
    if (-not $Undo -and @($lines | Where-Object { $_ -match 'Error in:' }).Count -gt 0) {
        Stop-Installation 8 'The agent was restarted with the new files, and has logged an error.'
    }
    if ((Get-AgentService).Status -ne 'Running') {
        Stop-Installation 8 "The agent was restarted, but it does not run. See: Get-Service -Name `"$Service`""
    }
}

# --- All of it ----------------------------------------------------------------------------------

# Where administrators restrict scripts, PowerShell lets them call nothing of .NET.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    $Host.UI.WriteErrorLine('install.ps1: PowerShell runs in a restricted language mode here, in which this script cannot work. Ask your administrator to allow it. Nothing was touched.')
    exit 5
}
$manifest = @{}
try {
    if (-not $Undo) {
        $manifest = Get-Manifest
        Assert-Bundle $manifest
    }
    Assert-Agent
    $Stamp = Get-Stamp
}
catch {
    Stop-Installation 6 "Nothing was touched: $($_.Exception.Message)"
}
Write-Output "$Agent, device ${Device}:"
try {
    if ($Undo) { Undo-Installation }
    elseif ($DryRun) { Show-Plan $manifest }
    else { Install-File $manifest }
}
catch {
    Stop-Installation 6 "It could not be done: $($_.Exception.Message)"
}
try {
    if (-not $DryRun) { Restart-Agent }
}
catch {
    Stop-Installation 7 "The files are in place, but whether the agent runs with them is not known: $($_.Exception.Message)"
}
exit 0

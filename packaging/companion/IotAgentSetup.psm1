# For another product's installer: install iot-agent-setup silently where it is missing, and let it set up how
# the agent authenticates. See resources/manual/companion.md. For Windows PowerShell 5.1 and PowerShell 7.

Set-StrictMode -Version 3.0

# Both the set-up program and the MSI write it.
$script:ProgramKey = 'Software\Microsoft\Windows\CurrentVersion\App Paths\iot-agent-setup.exe'

function Find-IotAgentSetup {
    <#
    .SYNOPSIS
    The path of iot-agent-setup.exe, of all users or of this one; nothing where it is not installed. With an
    administrator's rights only that of all users: every program of the user's can write the other.
    #>
    $user = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
    $hives = @('LocalMachine')
    if (-not $user.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) { $hives += 'CurrentUser' }
    foreach ($hive in $hives) {
        $root = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, 'Registry64')
        $key = $root.OpenSubKey($script:ProgramKey)
        if ($null -ne $key) {
            $program = [string]$key.GetValue('')
            if ($program -and (Test-Path -LiteralPath $program -PathType Leaf)) { return $program }
        }
    }
}

function ConvertTo-Argument([string]$Text) {
    # As Windows' programs take a command line apart: blanks and quotes stay in one argument.
    if ($Text -notmatch '[\s"]' -and $Text -ne '') { return $Text }
    $quoted = [regex]::Replace($Text, '(\\*)"', '$1$1\"')
    return '"' + [regex]::Replace($quoted, '(\\+)$', '$1$1') + '"'
}

function Invoke-Program([string]$Path, [string[]]$Arguments, [securestring]$Secret) {
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $Path
    $start.Arguments = ($Arguments | ForEach-Object { ConvertTo-Argument $_ }) -join ' '
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    # Not the one of the process, which Set-Location leaves as it was.
    $start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
    $process = [System.Diagnostics.Process]::Start($start)
    if ($null -ne $Secret) {
        # Over the pipe only: an argument, or an MSI property, would be logged.
        $pointer = [Runtime.InteropServices.Marshal]::SecureStringToBSTR($Secret)
        try {
            $process.StandardInput.Write([Runtime.InteropServices.Marshal]::PtrToStringBSTR($pointer))
        }
        catch [System.IO.IOException] {
            Write-Verbose 'The program has ended without reading the secret; its exit code says why.'
        }
        finally {
            [Runtime.InteropServices.Marshal]::ZeroFreeBSTR($pointer)
        }
    }
    try { $process.StandardInput.Close() } catch [System.IO.IOException] { Write-Verbose 'It has ended already.' }
    $process.WaitForExit()
    return $process.ExitCode
}

function Invoke-IotAgentSetup {
    <#
    .SYNOPSIS
    Set up how an Azure IoT security agent authenticates, as a step of an installer.
    .DESCRIPTION
    Installs iot-agent-setup silently for all users where it is missing, then runs "apply" with the answers
    file. Returns an object: ExitCode is 0, 1602 (cancelled) or 1603 (failed), as Windows Installer has them;
    OwnExitCode is that of the program, or of its set-up where Stage says so; LogFile is where to look.
    .PARAMETER Answers
    The answers file. It has no secret in it; it says where each is: { stdin = true } or { env = "NAME" }.
    .PARAMETER Setup
    iot-agent-setup-VERSION-x64-setup.exe, used where the program is not installed.
    .PARAMETER Secret
    What the answers file names as { stdin = true }.
    .PARAMETER LogFile
    Where the program's log goes; it has no secrets.
    .PARAMETER AcceptUnproven
    Exit code 7 (written, but not proven live, as without network) counts as done.
    .PARAMETER MoreArguments
    More options of "apply", such as --restart.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)][string]$Answers,
        [Parameter(Mandatory = $true)][string]$LogFile,
        [string]$Setup,
        [securestring]$Secret,
        [switch]$AcceptUnproven,
        [string[]]$MoreArguments = @()
    )
    $paths = $PSCmdlet.SessionState.Path
    $Answers = $paths.GetUnresolvedProviderPathFromPSPath($Answers)
    $LogFile = $paths.GetUnresolvedProviderPathFromPSPath($LogFile)
    $program = Find-IotAgentSetup
    if (-not $program -and $Setup) {
        $Setup = $paths.GetUnresolvedProviderPathFromPSPath($Setup)
        $code = 2 # what it stays where there is no such file, as in the snippet for NSIS
        if (Test-Path -LiteralPath $Setup -PathType Leaf) { $code = Invoke-Program $Setup @('/S', '/AllUsers') $null }
        $program = Find-IotAgentSetup
        if (-not $program) {
            return [pscustomobject]@{ ExitCode = 1603; OwnExitCode = $code; Stage = 'setup'; LogFile = $LogFile }
        }
    }
    if (-not $program) { throw 'iot-agent-setup is not installed, and -Setup does not name its set-up program.' }
    $code = Invoke-Program $program (@('apply', $Answers, '--log-file', $LogFile) + $MoreArguments) $Secret
    $known = @{ 0 = 0; 8 = 1602 }
    if ($AcceptUnproven) { $known[7] = 0 }
    $mapped = if ($known.ContainsKey($code)) { $known[$code] } else { 1603 }
    return [pscustomobject]@{ ExitCode = $mapped; OwnExitCode = $code; Stage = 'apply'; LogFile = $LogFile }
}

Export-ModuleMember -Function 'Find-IotAgentSetup', 'Invoke-IotAgentSetup'

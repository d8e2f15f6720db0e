; For another product's NSIS set-up: install iot-agent-setup silently where it is missing, and let it set up
; how the agent authenticates. See resources/manual/companion.md.
;
;   !include "iot-agent-setup.nsh"
;   ...
;   !insertmacro IotAgentSetup_Apply "$PLUGINSDIR\iot-agent-setup-x64-setup.exe" "$INSTDIR\answers.toml" "$INSTDIR\auth.log" ""
;   ; $0: 0 (done), 1602 (cancelled) or 1603 (failed); $1: the program's or the set-up's own exit code; $2 is used
;
; OPTIONS are more options of apply. Secrets never stand in it: set them in the environment
; (System::Call 'kernel32::SetEnvironmentVariable(t "HUB", t "...")') and name them in the answers file.
; ${IOT_AGENT_SETUP_UNPROVEN_IS_FINE}, if defined, takes exit code 7 (written, but not proven live, as
; without network) for done.

!ifndef IOT_AGENT_SETUP_NSH
!define IOT_AGENT_SETUP_NSH
!include LogicLib.nsh
!include x64.nsh

; Both the set-up program and the MSI write it.
!define IOT_AGENT_SETUP_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\iot-agent-setup.exe"

; Into $2: the path of iot-agent-setup.exe, of all users or of this one; empty where there is none. With an
; administrator's rights only that of all users: every program of the user's can write the other.
!macro IotAgentSetup_Find
  SetRegView 64
  UserInfo::GetAccountType
  Pop $1
  ReadRegStr $2 HKLM "${IOT_AGENT_SETUP_KEY}" ""
  ${IfNot} ${FileExists} "$2"
  ${AndIf} $1 != "Admin"
    ReadRegStr $2 HKCU "${IOT_AGENT_SETUP_KEY}" ""
  ${EndIf}
  SetRegView lastused
  ${IfNot} ${FileExists} "$2"
    StrCpy $2 ""
  ${EndIf}
!macroend

!macro IotAgentSetup_Apply SETUP ANSWERS LOG OPTIONS
  StrCpy $0 1603
  !insertmacro IotAgentSetup_Find
  ${If} $2 == ""
    StrCpy $0 2 ; what it stays where the set-up cannot even be started
    ExecWait '"${SETUP}" /S /AllUsers' $0
    !insertmacro IotAgentSetup_Find
    StrCpy $1 $0
    StrCpy $0 1603
  ${EndIf}
  ${If} $2 != ""
    nsExec::ExecToLog '"$2" apply "${ANSWERS}" --log-file "${LOG}" ${OPTIONS}'
    Pop $1
    ${If} $1 == 0
      StrCpy $0 0
    ${ElseIf} $1 == 8
      StrCpy $0 1602
    !ifdef IOT_AGENT_SETUP_UNPROVEN_IS_FINE
    ${ElseIf} $1 == 7
      StrCpy $0 0
    !endif
    ${EndIf}
  ${EndIf}
!macroend
!endif

; The program's files: unpacked beside the installed ones, which are replaced by renaming. What fails,
; or is ended, before that changes nothing; what is ended while it renames, the next set-up takes back.

!define NEW "${NAME}.new" ; below $INSTDIR: unpacked, not in use
!define OLD "${NAME}.old" ; below $INSTDIR: the files that were replaced, until all of the new ones are in place

Var Stuck ; 1 where a file could not be moved

; All that lies in $INSTDIR. "runtime" comes last: where it is, the launcher beside it says whose it is.
!macro EACH_ONE DO
  !insertmacro ${DO} "${NAME}.exe"
  !insertmacro ${DO} "${NAME}-gui.exe"
  !insertmacro ${DO} "${NAME}-askpass.exe"
  !insertmacro ${DO} "${NAME}-writer.exe"
  !insertmacro ${DO} "LICENCES.txt"
  !insertmacro ${DO} "sbom.cdx.json"
  !insertmacro ${DO} "uninstall.exe"
  !insertmacro ${DO} "runtime"
!macroend

; Windows lets nobody write a program's file or DLL while it runs.
!macro REFUSE_WHILE_RUNNING FOLDER
  !define TRIED ${__LINE__}
  again_${TRIED}:
  StrCpy $1 0
  !insertmacro TRY_FILE "${FOLDER}\${NAME}.exe"
  !insertmacro TRY_FILE "${FOLDER}\${NAME}-gui.exe"
  !insertmacro TRY_FILE "${FOLDER}\runtime\python313.dll"
  ${If} $1 <> 0
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again_${TRIED}
    SetErrorLevel 4
    Quit
  ${EndIf}
  !undef TRIED
!macroend
!macro TRY_FILE FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${If} ${Errors}
      StrCpy $1 1
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend

; Never the whole folder: /D= may have named one with other things in it.
!macro REMOVE_FILES
  !insertmacro EACH_ONE REMOVE
  RMDir /r "$INSTDIR\${NEW}"
  RMDir /r "$INSTDIR\${OLD}"
  RMDir "$INSTDIR"
!macroend
!macro REMOVE ONE
  ${If} ${FileExists} "$INSTDIR\${ONE}\*.*"
    RMDir /r "$INSTDIR\${ONE}"
  ${Else}
    Delete "$INSTDIR\${ONE}"
  ${EndIf}
!macroend

!macro FIND_FOREIGN ONE
  ${If} ${FileExists} "$INSTDIR\${ONE}"
    StrCpy $R3 "${ONE}"
  ${EndIf}
!macroend
; What is replaced or removed later has to be ours. Into $R3: what is not; empty where all is well.
Function FindForeign
  StrCpy $R3 ""
  ${IfNot} ${FileExists} "$INSTDIR\${NAME}.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\${OLD}\*.*"
    !insertmacro EACH_ONE FIND_FOREIGN
    Call ForgiveUninstaller
  ${EndIf}
  ${If} $R3 != ""
    MessageBox MB_OK|MB_ICONSTOP "$(OCCUPIED)" /SD IDOK
  ${EndIf}
FunctionEnd

; Alone in its folder it is what is left where _?= was used to wait for it: it cannot remove itself then.
Function ForgiveUninstaller
  StrCpy $2 0
  FindFirst $0 $1 "$INSTDIR\*.*"
  ${DoUntil} $1 == ""
    IntOp $2 $2 + 1
    FindNext $0 $1
  ${Loop}
  FindClose $0
  ${If} $R3 == "uninstall.exe"
  ${AndIf} $2 <= 3 ; with "." and ".."
    StrCpy $R3 ""
  ${EndIf}
FunctionEnd

; A new folder below C:\ lets every account change what is in it; Program Files does not. System and
; Administrators write, users read. Where a disk has no such rights there is nothing to set.
Function KeepFromOthers
  StrLen $0 $PROGRAMFILES64
  StrCpy $0 $INSTDIR $0
  ${If} $MultiUser.InstallMode == AllUsers
  ${AndIf} $0 != $PROGRAMFILES64
  ${AndIfNot} ${FileExists} "$INSTDIR\*.*"
    CreateDirectory "$INSTDIR"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$INSTDIR" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
    Pop $0
  ${EndIf}
FunctionEnd

Function Unpack
  Call KeepFromOthers
  RMDir /r "$INSTDIR\${NEW}"
  ClearErrors
  SetOverwrite try
  !include "${FILES}"
  WriteUninstaller "$INSTDIR\${NEW}\uninstall.exe"
  ${If} ${Errors}
    Call GiveUp
    MessageBox MB_OK|MB_ICONSTOP "$(UNWRITABLE)" /SD IDOK
    Quit
  ${EndIf}
FunctionEnd

; Nothing of ours stays that was not there before.
Function GiveUp
  SetOutPath "$TEMP" ; a folder that is somebody's current one cannot be removed
  RMDir /r "$INSTDIR\${NEW}"
  RMDir "$INSTDIR\${OLD}"
  RMDir "$INSTDIR"
  SetErrorLevel 5
FunctionEnd

; From $R5 to $R6. A virus scanner may hold a new file for a moment, and with it the folder.
Function Move
  StrCpy $R4 0
  ${Do}
    ClearErrors
    Rename "$R5" "$R6"
    ${IfNot} ${Errors}
      Return
    ${EndIf}
    Sleep 250
    IntOp $R4 $R4 + 1
  ${LoopUntil} $R4 > 40
  StrCpy $Stuck 1
FunctionEnd
!macro MOVE FROM TO
  StrCpy $R5 "${FROM}"
  StrCpy $R6 "${TO}"
  Call Move
!macroend

!macro MOVE_OUT ONE
  ${If} $Stuck = 0
  ${AndIf} ${FileExists} "$INSTDIR\${ONE}"
    !insertmacro MOVE "$INSTDIR\${ONE}" "$INSTDIR\${OLD}\${ONE}"
  ${EndIf}
!macroend
!macro MOVE_IN ONE
  ${If} $Stuck = 0
    !insertmacro MOVE "$INSTDIR\${NEW}\${ONE}" "$INSTDIR\${ONE}"
  ${EndIf}
!macroend
!macro MOVE_BACK ONE
  ${If} ${FileExists} "$INSTDIR\${OLD}\${ONE}"
    !insertmacro REMOVE "${ONE}"
    !insertmacro MOVE "$INSTDIR\${OLD}\${ONE}" "$INSTDIR\${ONE}"
  ${ElseIfNot} ${FileExists} "$INSTDIR\${NEW}\${ONE}"
    !insertmacro REMOVE "${ONE}" ; the new one, which is in place and had none before it
  ${EndIf}
!macroend

Function Replace
  SetOutPath "$TEMP"
  StrCpy $Stuck 0
  CreateDirectory "$INSTDIR\${OLD}"
  !insertmacro EACH_ONE MOVE_OUT
  !insertmacro EACH_ONE MOVE_IN
  ${If} $Stuck <> 0
    Call TakeBack
    Call GiveUp
    MessageBox MB_OK|MB_ICONSTOP "$(UNWRITABLE)" /SD IDOK
    Quit
  ${EndIf}
  RMDir "$INSTDIR\${NEW}"
  ; From here on the old ones are not taken back: half of them may be gone when this is ended.
  Rename "$INSTDIR\${OLD}" "$INSTDIR\${NEW}"
  RMDir /r "$INSTDIR\${NEW}"
FunctionEnd

; The files of before, where replacing them has failed or was ended half way.
Function TakeBack
  ${If} ${FileExists} "$INSTDIR\${OLD}\*.*"
    !insertmacro EACH_ONE MOVE_BACK
    RMDir "$INSTDIR\${OLD}"
  ${EndIf}
FunctionEnd

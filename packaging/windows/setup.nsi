; The set-up program: per machine or per user, silent, an upgrade in place, and gone without a trace.
;
; makensis gives, and SIGNER where there is a certificate: VERSION, SOURCE (the folder), FILES (in it, one by one), OUTPUT, ICON, PICTURE, PATH_ENTRY (path-entry.exe), SIZE_KB, COMPRESSOR.
; Exit codes: 0 done; 1 cancelled; 2 ended half way, as by a full disk, nothing was changed; 3 a newer version is installed; 4 the program, or another set-up, is running;
; 5 a file or PATH could not be written; 6 the MSI is installed; 7 not an
; administrator, and for all users.

Unicode true
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID ${COMPRESSOR}
!if ${COMPRESSOR} == lzma
  SetCompressorDictSize 32
!endif

!define NAME "iot-agent-setup"
!define TITLE "IoT Agent Setup"
!define PUBLISHER "The iot-agent-setup contributors"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
; Where other programs look for this one, and what Win+R starts; the MSI writes it too.
!define APP_PATH_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\${NAME}.exe"
!define MSI_FAMILY "{5B1D7B4E-7C35-4A26-9C0B-3D6E9B0B7F11}" ; the UpgradeCode of setup.wxs

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "UninstallString"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include Sections.nsh

Name "${TITLE}"
OutFile "${OUTPUT}"
!ifdef SIGNER
  !uninstfinalize '"${SIGNER}" "%1"' = 0
!endif
; Not NSIS's own words, which come to "IoT Agent Setup Setup".
Caption "${TITLE} ${VERSION}"
BrandingText "${TITLE} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "FileDescription" "${TITLE} set-up"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT license"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "$(QUIT)"
; Through the desktop, which has the user's own rights: the set-up's are an administrator's.
!define MUI_FINISHPAGE_TITLE "$(INSTALLED)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartAsUser
!define MUI_FINISHPAGE_RUN_TEXT "$(START)"
!define MUI_WELCOMEPAGE_TITLE "$(INSTALL)"
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${SOURCE}\LICENCES.txt"
; NSIS's own Spanish words have a typing error here.
!define MULTIUSER_INSTALLMODEPAGE_TEXT_TOP "$(FOR_WHOM)"
!define MULTIUSER_INSTALLMODEPAGE_TEXT_ALLUSERS "$(FOR_ALL)"
!define MULTIUSER_INSTALLMODEPAGE_TEXT_CURRENTUSER "$(FOR_ME)"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE StayOnConflict
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE StayOnFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
; Two entries that say what they are: no descriptions, and no room needed to remove.
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_PAGE_CUSTOMFUNCTION_SHOW un.HideSpace
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

!include languages.nsh
!include files.nsh

Var Asked ; the folder of /D=
Var OneAtATime ; the handle that says that a set-up runs
Var Conflict ; the exit code for what is installed already; 0: nothing is in the way

; MultiUser.nsh would ask in a message box, also where nobody is to be asked (/S).
!macro REFUSE_WITHOUT_RIGHTS
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      MessageBox MB_OK|MB_ICONSTOP "$(NO_RIGHTS)" /SD IDOK
      SetErrorLevel 7
      Quit
    ${EndIf}
  ${EndIf}
!macroend

; Two at once would take the files from under each other. Windows ends the name with the process.
!macro REFUSE_SECOND_SET_UP UN
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\${NAME}-set-up") p .r0 ?e'
  Pop $1
  StrCpy $OneAtATime $0
  ${If} $1 <> 0 ; 183 it exists, or 5 where another account has made it
    Call ${UN}LetOthersRun ; or this would itself be one for as long as its message is there
    MessageBox MB_OK|MB_ICONSTOP "$(BUSY)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
!macroend

!macro LET_OTHERS_RUN UN
  Function ${UN}LetOthersRun
    System::Call 'kernel32::CloseHandle(p $OneAtATime)'
  FunctionEnd
!macroend
!insertmacro LET_OTHERS_RUN ""
!insertmacro LET_OTHERS_RUN "un."

Function .onInit
  !insertmacro CHOOSE_LANGUAGE
  !insertmacro REFUSE_SECOND_SET_UP ""
  !insertmacro REFUSE_WITHOUT_RIGHTS
  ; MultiUser.nsh overwrites what /D= has set.
  StrCpy $Asked $INSTDIR
  Call RefuseBadFolder
  !insertmacro MULTIUSER_INIT
  ${If} $Asked != ""
    StrCpy $INSTDIR $Asked
  ${EndIf}
  Call FindConflict
  ${If} $Conflict != 0
    SetErrorLevel $Conflict
    Quit
  ${EndIf}
FunctionEnd

; NSIS drops a folder of /D= that leads through a file, or that stands in quotes, and takes the usual one.
; One with the prefix \\?\ is nothing that a console or PATH could use.
Function RefuseBadFolder
  System::Call 'kernel32::GetCommandLineW() t .r0'
  ${StrStr} $1 $0 "/D="
  StrCpy $2 $Asked 3
  ${If} $1 != ""
  ${AndIf} $Asked == ""
  ${OrIf} $2 == "\\?"
  ${OrIf} $2 == "\\."
    MessageBox MB_OK|MB_ICONSTOP "$(BAD_FOLDER)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

; Another choice between all users and one has another version to look at.
Function StayOnConflict
  Call FindConflict
  ${If} $Conflict != 0
    Abort
  ${EndIf}
FunctionEnd

Function StayOnFolder
  Call FindForeign
  ${If} $R3 != ""
    Abort
  ${EndIf}
  Call AskForSecondCopy
FunctionEnd

; The one for all users and the user's own know nothing of each other. Not asked where nobody is (/S).
Function AskForSecondCopy
  ${If} $MultiUser.InstallMode == AllUsers
    ReadRegStr $R1 HKCU "${APP_PATH_KEY}" ""
  ${Else}
    ReadRegStr $R1 HKLM "${APP_PATH_KEY}" ""
  ${EndIf}
  ${If} ${FileExists} "$R1"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(SECOND_COPY)" IDYES +2
    Abort
  ${EndIf}
FunctionEnd

; Says what is installed already and must not be replaced; into $Conflict: the exit code, or 0.
Function FindConflict
  StrCpy $Conflict 0
  ReadRegStr $R1 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $R1 != ""
    ${VersionCompare} $R1 "${VERSION}" $0
    ${If} $0 == 1
      StrCpy $Conflict 3
      MessageBox MB_OK|MB_ICONSTOP "$(NEWER)" /SD IDOK
      Return
    ${EndIf}
  ${EndIf}
  ${If} $MultiUser.InstallMode == AllUsers
    System::Call 'msi::MsiEnumRelatedProductsW(w "${MSI_FAMILY}", i 0, i 0, w .r1) i .r0'
    ${If} $0 == 0
      StrCpy $Conflict 6
      MessageBox MB_OK|MB_ICONSTOP "$(BY_MSI)" /SD IDOK
    ${EndIf}
  ${EndIf}
FunctionEnd

Function StartAsUser
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${NAME}-gui.exe"'
FunctionEnd

Section "-Program"
  AddSize ${SIZE_KB} ; what is in a function does not count
  Call FindForeign
  ${If} $R3 != ""
    SetErrorLevel 5
    Quit
  ${EndIf}
  Call TakeBack
  ReadRegStr $R2 SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  !insertmacro REFUSE_WHILE_RUNNING "$INSTDIR"
  ${If} $R2 != ""
  ${AndIf} $R2 != $INSTDIR
    !insertmacro REFUSE_WHILE_RUNNING "$R2"
  ${EndIf}
  Call Unpack
  ${If} ${FileExists} "$R2\${NEW}\uninstall.exe"
    StrCpy $INSTDIR $R2 ; the same folder by another name, such as a short one: nothing is elsewhere
  ${EndIf}
  Call Replace
  ${If} $R2 != $INSTDIR
  ${AndIf} ${FileExists} "$R2\uninstall.exe"
    Call RemoveElsewhere
  ${EndIf}
  SetOutPath "$INSTDIR" ; where the shortcut starts
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${NAME}-gui.exe"
  Call Register
  Call AddToPath
SectionEnd

; Where a file cannot be written to its end, as on a full disk, NSIS itself ends the set-up, with 2.
Function .onInstFailed
  Call GiveUp
FunctionEnd

; The version in another folder, once this one is complete.
Function RemoveElsewhere
  StrCpy $1 "/CurrentUser"
  ${If} $MultiUser.InstallMode == AllUsers
    StrCpy $1 "/AllUsers"
  ${EndIf}
  Call LetOthersRun ; the uninstaller is one of them
  ; _?= comes last and unquoted: the uninstaller then runs where it is, and can be waited for.
  StrCpy $0 5 ; what it stays where the uninstaller cannot be started
  ExecWait '"$R2\uninstall.exe" /S $1 _?=$R2' $0
  ${If} $0 <> 0
    SetOutPath "$TEMP"
    !insertmacro REMOVE_FILES
    MessageBox MB_OK|MB_ICONSTOP "$(OLD_STAYS)" /SD IDOK
    SetErrorLevel $0
    Quit
  ${EndIf}
  Delete "$R2\uninstall.exe"
  RMDir "$R2"
FunctionEnd

Function Register
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${NAME}-gui.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  ${GetTime} "" "L" $0 $1 $2 $3 $4 $5 $6 ; day, month, year, ...
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallDate" "$2$1$0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  WriteRegStr SHCTX "${APP_PATH_KEY}" "" "$INSTDIR\${NAME}.exe"
FunctionEnd

; Into $0: 0, or the error of Windows.
!macro EDIT_PATH VERB
  InitPluginsDir
  File "/oname=$PLUGINSDIR\path-entry.exe" "${PATH_ENTRY}"
  StrCpy $1 "user"
  ${If} $MultiUser.InstallMode == AllUsers
    StrCpy $1 "machine"
  ${EndIf}
  SetDetailsPrint none ; it would show the whole command
  ExecWait '"$PLUGINSDIR\path-entry.exe" ${VERB} $1 "$INSTDIR"' $0
  SetDetailsPrint lastused
!macroend

Function AddToPath
  !insertmacro EDIT_PATH add
  ${If} $0 != 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NO_PATH)" /SD IDOK
    SetErrorLevel 5
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro CHOOSE_LANGUAGE
  !insertmacro REFUSE_SECOND_SET_UP "un."
  !insertmacro REFUSE_WITHOUT_RIGHTS
  !insertmacro MULTIUSER_UNINIT
  ; The user's own data goes only where it is asked for: /RemoveUserData, or the box in the window.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/RemoveUserData" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection 1
  ${EndIf}
FunctionEnd

Function un.HideSpace
  FindWindow $0 "#32770" "" $HWNDPARENT
  GetDlgItem $1 $0 1023 ; "Space required"
  ShowWindow $1 ${SW_HIDE}
FunctionEnd

; Not RMDir /r, which follows a junction that somebody has put there: this has an administrator's rights.
!macro REMOVE_DATA FOLDER
  ${If} ${FileExists} "${FOLDER}\*.*"
    nsExec::Exec '"$SYSDIR\cmd.exe" /c rd /s /q "${FOLDER}"'
    Pop $0
  ${EndIf}
!macroend

Section "un.$(UN_PROGRAM)" UNINSTALL_PROGRAM
  SectionIn RO
  !insertmacro REFUSE_WHILE_RUNNING "$INSTDIR"
  ${For} $0 1 20 ; a virus scanner may hold a file for a moment
    RMDir /r "$INSTDIR\runtime"
    ${IfNot} ${FileExists} "$INSTDIR\runtime\*.*"
      ${Break}
    ${EndIf}
    Sleep 250
  ${Next}
  ${If} ${FileExists} "$INSTDIR\runtime\*.*"
    ; Still registered: it can be tried again.
    MessageBox MB_OK|MB_ICONSTOP "$(UN_IN_USE)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
  !insertmacro EDIT_PATH remove
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  !insertmacro REMOVE_FILES
  DeleteRegKey SHCTX "${APP_PATH_KEY}"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd

Section /o "un.$(UN_DATA)" UNINSTALL_DATA
  ${If} $MultiUser.InstallMode == AllUsers
    SetShellVarContext all
    !insertmacro REMOVE_DATA "$APPDATA\${NAME}" ; what administrators have done
  ${EndIf}
  SetShellVarContext current
  !insertmacro REMOVE_DATA "$LOCALAPPDATA\${NAME}"
  !insertmacro REMOVE_DATA "$APPDATA\${NAME}" ; size and language of the window
SectionEnd

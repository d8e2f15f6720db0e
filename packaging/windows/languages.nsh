; What the set-up says, in the languages of the program; Windows' display language chooses.

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString START ${LANG_ENGLISH} "Start ${TITLE}"
LangString NEWER ${LANG_ENGLISH} "Version $R1 of ${TITLE} is installed, which is newer than ${VERSION}. Remove it first if you want this one."
LangString RUNNING ${LANG_ENGLISH} "${TITLE} is running. Close it, then try again."
LangString UNWRITABLE ${LANG_ENGLISH} "The files in $INSTDIR could not all be written. Nothing was registered; free some space or choose another folder."
LangString NO_PATH ${LANG_ENGLISH} "The entry in PATH could not be written (Windows error $0). ${TITLE} is installed; start it from the Start menu."
LangString OLD_STAYS ${LANG_ENGLISH} "The installed version could not be removed (code $0). Nothing was changed."
LangString UN_PROGRAM ${LANG_ENGLISH} "The program"
LangString UN_DATA ${LANG_ENGLISH} "My saved hubs, settings and logs"

LangString START ${LANG_GERMAN} "${TITLE} starten"
LangString NEWER ${LANG_GERMAN} "Installiert ist ${TITLE} $R1, eine neuere Version als ${VERSION}. Entfernen Sie sie zuerst, wenn Sie diese wollen."
LangString RUNNING ${LANG_GERMAN} "${TITLE} läuft gerade. Schließen Sie es und versuchen Sie es noch einmal."
LangString UNWRITABLE ${LANG_GERMAN} "Nicht alle Dateien in $INSTDIR ließen sich schreiben. Nichts wurde eingetragen; schaffen Sie Platz oder wählen Sie einen anderen Ordner."
LangString NO_PATH ${LANG_GERMAN} "Der Eintrag in PATH ließ sich nicht schreiben (Windows-Fehler $0). ${TITLE} ist installiert; starten Sie es aus dem Startmenü."
LangString OLD_STAYS ${LANG_GERMAN} "Die installierte Version ließ sich nicht entfernen (Code $0). Nichts wurde geändert."
LangString UN_PROGRAM ${LANG_GERMAN} "Das Programm"
LangString UN_DATA ${LANG_GERMAN} "Meine gespeicherten Hubs, Einstellungen und Protokolle"

LangString START ${LANG_SPANISH} "Iniciar ${TITLE}"
LangString NEWER ${LANG_SPANISH} "Está instalado ${TITLE} $R1, una versión más reciente que ${VERSION}. Quítela primero si quiere instalar esta."
LangString RUNNING ${LANG_SPANISH} "${TITLE} se está ejecutando. Ciérrelo e inténtelo de nuevo."
LangString UNWRITABLE ${LANG_SPANISH} "No se pudieron escribir todos los archivos en $INSTDIR. No se registró nada; libere espacio o elija otra carpeta."
LangString NO_PATH ${LANG_SPANISH} "No se pudo escribir la entrada en PATH (error de Windows $0). ${TITLE} está instalado; inícielo desde el menú Inicio."
LangString OLD_STAYS ${LANG_SPANISH} "No se pudo quitar la versión instalada (código $0). No se cambió nada."
LangString UN_PROGRAM ${LANG_SPANISH} "El programa"
LangString UN_DATA ${LANG_SPANISH} "Mis centros guardados, la configuración y los registros"

LangString START ${LANG_FRENCH} "Démarrer ${TITLE}"
LangString NEWER ${LANG_FRENCH} "${TITLE} $R1 est installé, une version plus récente que ${VERSION}. Supprimez-la d’abord si vous voulez celle-ci."
LangString RUNNING ${LANG_FRENCH} "${TITLE} est en cours d’exécution. Fermez-le, puis réessayez."
LangString UNWRITABLE ${LANG_FRENCH} "Les fichiers dans $INSTDIR n’ont pas tous pu être écrits. Rien n’a été enregistré ; libérez de l’espace ou choisissez un autre dossier."
LangString NO_PATH ${LANG_FRENCH} "L’entrée dans PATH n’a pas pu être écrite (erreur Windows $0). ${TITLE} est installé ; démarrez-le depuis le menu Démarrer."
LangString OLD_STAYS ${LANG_FRENCH} "La version installée n’a pas pu être supprimée (code $0). Rien n’a été modifié."
LangString UN_PROGRAM ${LANG_FRENCH} "Le programme"
LangString UN_DATA ${LANG_FRENCH} "Mes hubs enregistrés, les paramètres et les journaux"

LangString START ${LANG_JAPANESE} "${TITLE} を起動する"
LangString NEWER ${LANG_JAPANESE} "${VERSION} より新しいバージョンの ${TITLE} $R1 がインストールされています。このバージョンを使う場合は、先にそれを削除してください。"
LangString RUNNING ${LANG_JAPANESE} "${TITLE} が実行中です。終了してから、もう一度お試しください。"
LangString UNWRITABLE ${LANG_JAPANESE} "$INSTDIR に書き込めないファイルがありました。何も登録されていません。空き容量を増やすか、別のフォルダーを選んでください。"
LangString NO_PATH ${LANG_JAPANESE} "PATH に項目を書き込めませんでした (Windows エラー $0)。${TITLE} はインストールされています。スタート メニューから起動してください。"
LangString OLD_STAYS ${LANG_JAPANESE} "インストールされているバージョンを削除できませんでした (コード $0)。何も変更されていません。"
LangString UN_PROGRAM ${LANG_JAPANESE} "プログラム"
LangString UN_DATA ${LANG_JAPANESE} "保存したハブ、設定、ログ"

LangString START ${LANG_SIMPCHINESE} "启动 ${TITLE}"
LangString NEWER ${LANG_SIMPCHINESE} "已安装 ${TITLE} $R1，其版本比 ${VERSION} 更新。如果要使用此版本，请先将其卸载。"
LangString RUNNING ${LANG_SIMPCHINESE} "${TITLE} 正在运行。请将其关闭，然后重试。"
LangString UNWRITABLE ${LANG_SIMPCHINESE} "无法写入 $INSTDIR 中的全部文件。未进行任何注册；请释放空间或选择其他文件夹。"
LangString NO_PATH ${LANG_SIMPCHINESE} "无法写入 PATH 条目（Windows 错误 $0）。${TITLE} 已安装；请从“开始”菜单启动。"
LangString OLD_STAYS ${LANG_SIMPCHINESE} "无法卸载已安装的版本（代码 $0）。未做任何更改。"
LangString UN_PROGRAM ${LANG_SIMPCHINESE} "程序"
LangString UN_DATA ${LANG_SIMPCHINESE} "我保存的中心、设置和日志"

; NSIS goes by the language without its country: who reads the traditional script gets English, as in the program.
!macro CHOOSE_LANGUAGE
  System::Call 'kernel32::GetUserDefaultUILanguage() i.r0'
  ${If} $LANGUAGE == ${LANG_SIMPCHINESE}
  ${AndIf} $0 != 0x0804
  ${AndIf} $0 != 0x1004
    StrCpy $LANGUAGE ${LANG_ENGLISH}
  ${EndIf}
!macroend

/* read_message_box.exe COMMAND: starts a program, prints the text of the message box that it opens, presses OK
 * there, and ends with the program's exit code. 99: no box within five minutes. */
#include <windows.h>
#include <stdio.h>

static wchar_t text[8192];

static BOOL CALLBACK longest(HWND child, LPARAM unused)
{
    static wchar_t one[8192];
    (void)unused;
    if (GetWindowTextW(child, one, 8192) > (int)wcslen(text))
        wcscpy(text, one);
    return TRUE;
}

int wmain(int argc, wchar_t **argv)
{
    /* No standard streams, as where a program is clicked on. */
    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    if (argc != 2 || !CreateProcessW(NULL, argv[1], NULL, NULL, FALSE, 0, NULL, NULL, &start, &process))
        return 98;
    HWND box = NULL;
    for (int i = 0; !box && i < 3000; i++) {
        Sleep(100);
        box = FindWindowW(L"#32770", L"IoT Agent Setup");
        if (WaitForSingleObject(process.hProcess, 0) == WAIT_OBJECT_0)
            break;
    }
    if (!box)
        return 99;
    EnumChildWindows(box, longest, 0);
    static char bytes[4 * 8192];
    WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
    puts(bytes);
    PostMessageW(box, WM_COMMAND, IDOK, 0);
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD code = 97;
    GetExitCodeProcess(process.hProcess, &code);
    return (int)code;
}

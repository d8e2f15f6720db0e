/* iot-agent-setup.exe and those beside it: start Python of the folder runtime with the program.
 *
 * The folder beside this file is the only place that Python's DLL, and what that needs, is taken from:
 * neither PATH nor the current folder decides (LOAD_LIBRARY_SEARCH_*), and no variable of the user's does.
 * MODULE is what is run.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

typedef int (*py_main)(int, wchar_t **);

#define LONGEST 32768 /* of a path: the manifest is long-path aware */

static int fail(const wchar_t *what)
{
    DWORD code = GetLastError();
    static wchar_t text[LONGEST + 256];
    _snwprintf(text, LONGEST + 255,
               L"iot-agent-setup cannot start: %ls (Windows error %lu).\n\nInstall it again.", what, code);
#ifdef WINDOWED
    MessageBoxW(NULL, text, L"IoT Agent Setup", MB_OK | MB_ICONERROR);
#else
    DWORD written;
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    if (!WriteConsoleW(out, text, (DWORD)wcslen(text), &written, NULL)) {
        static char bytes[4 * LONGEST];
        int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
        if (size > 1)
            WriteFile(out, bytes, (DWORD)size - 1, &written, NULL);
    }
#endif
    return 10;
}

/* Of Qt and OpenSSL, which would load a DLL of the folder or the file that these name: also with an
 * administrator's rights, as Windows gives the user's variables to such a process too. Python's own are
 * left out by -I. */
static const wchar_t *const LOADING[] = {
    L"QT_PLUGIN_PATH", L"QT_QPA_PLATFORM_PLUGIN_PATH", L"OPENSSL_CONF", L"OPENSSL_MODULES", L"OPENSSL_ENGINES",
};

static void load_from_here_alone(void)
{
    /* For every DLL that anything loads by its name alone: neither the current folder nor PATH. */
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    for (size_t i = 0; i < sizeof LOADING / sizeof *LOADING; i++)
        SetEnvironmentVariableW(LOADING[i], NULL);
}

static int run(int argc, wchar_t **argv)
{
    load_from_here_alone();
    static wchar_t path[LONGEST];
    DWORD length = GetModuleFileNameW(NULL, path, LONGEST - 64);
    if (length == 0 || length >= LONGEST - 64)
        return fail(L"its folder has too long a name");
    wchar_t *name = wcsrchr(path, L'\\');
    wcscpy(name ? name + 1 : path, L"runtime\\python313.dll");
    HMODULE python =
        LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (!python)
        return fail(path);
    py_main start = (py_main)(void *)GetProcAddress(python, "Py_Main");
    if (!start)
        return fail(L"Python's DLL is not complete");
    static wchar_t *fixed[] = {L"-I", L"-X", L"utf8", L"-m", MODULE};
    const int more = sizeof fixed / sizeof *fixed;
    wchar_t **all = calloc((size_t)(argc + more + 1), sizeof *all);
    if (!all)
        return fail(L"there is no memory");
    all[0] = argv[0];
    for (int i = 0; i < more; i++)
        all[i + 1] = fixed[i];
    for (int i = 1; i < argc; i++)
        all[i + more] = argv[i];
    return start(argc + more, all);
}

int wmain(int argc, wchar_t **argv) { return run(argc, argv); }

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, PWSTR arguments, int show)
{
    (void)self, (void)before, (void)arguments, (void)show;
    return run(__argc, __wargv);
}
#endif

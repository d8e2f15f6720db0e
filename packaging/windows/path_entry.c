/* path-entry.exe add|remove machine|user FOLDER: one entry of PATH in the registry.
 *
 * The set-up program's own strings end at 1,024 characters, and would cut a longer PATH. What is there
 * stays as it is, its kind (REG_SZ or REG_EXPAND_SZ) too; nothing is written where nothing changes.
 * Ends with 0, or with the error of Windows.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

static const wchar_t MACHINE[] = L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

static size_t trimmed(const wchar_t *text, size_t length)
{
    while (length > 0 && (text[length - 1] == L'\\' || text[length - 1] == L' '))
        length--;
    return length;
}

/* Of the entry that begins here: in quotes it may have semicolons. */
static size_t entry_length(const wchar_t *text)
{
    int quoted = 0;
    size_t length = 0;
    for (; text[length] && (quoted || text[length] != L';'); length++)
        quoted ^= text[length] == L'"';
    return quoted ? wcscspn(text, L";") : length; /* a quote that is alone ends nothing */
}

static int same(const wchar_t *entry, size_t length, const wchar_t *folder)
{
    if (length > 1 && entry[0] == L'"' && entry[length - 1] == L'"')
        entry++, length -= 2;
    length = trimmed(entry, length);
    size_t wanted = trimmed(folder, wcslen(folder));
    return length == wanted && CompareStringOrdinal(entry, (int)length, folder, (int)wanted, TRUE) == CSTR_EQUAL;
}

int wmain(int argc, wchar_t **argv)
{
    if (argc != 4 || !*argv[3])
        return ERROR_INVALID_PARAMETER;
    int adds = !wcscmp(argv[1], L"add"), machine = !wcscmp(argv[2], L"machine");
    const wchar_t *folder = argv[3];
    HKEY key;
    LONG code = RegCreateKeyExW(machine ? HKEY_LOCAL_MACHINE : HKEY_CURRENT_USER, machine ? MACHINE : L"Environment",
                                0, NULL, 0, KEY_QUERY_VALUE | KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &key, NULL);
    if (code)
        return (int)code;
    DWORD kind = REG_EXPAND_SZ, size = 0;
    code = RegQueryValueExW(key, L"Path", NULL, &kind, NULL, &size);
    if (code && code != ERROR_FILE_NOT_FOUND)
        return (int)code;
    if (!code && kind != REG_SZ && kind != REG_EXPAND_SZ)
        return ERROR_INVALID_DATATYPE;
    size_t room = size / sizeof(wchar_t) + wcslen(folder) + 6;
    wchar_t *old = calloc(room, sizeof *old), *made = calloc(room, sizeof *made);
    if (!old || !made)
        return ERROR_OUTOFMEMORY;
    if (!code && (code = RegQueryValueExW(key, L"Path", NULL, &kind, (BYTE *)old, &size)))
        return (int)code;
    int found = 0, first = 1;
    for (const wchar_t *entry = old; *entry;) {
        size_t length = entry_length(entry);
        int ours = same(entry, length, folder);
        found |= ours;
        if (!ours || adds) {
            if (!first)
                wcscat(made, L";");
            wcsncat(made, entry, length);
            first = 0;
        }
        entry += length + (entry[length] == L';');
    }
    if (adds == found)
        return 0; /* there already, or not there */
    if (adds) {
        wcscpy(made, old);
        if (*made && made[wcslen(made) - 1] != L';')
            wcscat(made, L";");
        const wchar_t *quote = wcschr(folder, L';') ? L"\"" : L"";
        wcscat(made, quote);
        wcscat(made, folder);
        wcscat(made, quote);
    }
    if (*made)
        code = RegSetValueExW(key, L"Path", 0, kind, (const BYTE *)made, (DWORD)((wcslen(made) + 1) * sizeof *made));
    else
        code = RegDeleteValueW(key, L"Path"); /* an empty value would hide the machine's own PATH from some programs */
    RegCloseKey(key);
    if (!code) {
        DWORD_PTR answer;
        SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, (LPARAM)L"Environment", SMTO_ABORTIFHUNG, 1000, &answer);
    }
    return (int)code;
}

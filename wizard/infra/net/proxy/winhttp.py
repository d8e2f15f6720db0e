"""The user's proxy settings on Windows, and what a PAC or WPAD says, by WinHTTP.

A service has other settings than the user: those of LocalSystem.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

from wizard.domain.errors import Code, HubError
from wizard.infra.net.proxy.found import STRAIGHT, Found, rule_of_pac
from wizard.infra.net.proxy.windows import WindowsSettings, listed, static_route

assert sys.platform == "win32"  # noqa: S101 - for type checkers too
from ctypes import wintypes  # noqa: E402

_SECONDS: Final = 5
_NO_PROXY: Final = 1  # WINHTTP_ACCESS_TYPE_NO_PROXY
_NAMED_PROXY: Final = 3  # WINHTTP_ACCESS_TYPE_NAMED_PROXY
_AUTO_DETECT: Final = 1  # WINHTTP_AUTOPROXY_AUTO_DETECT
_CONFIG_URL: Final = 2  # WINHTTP_AUTOPROXY_CONFIG_URL
_DHCP_AND_DNS: Final = 3  # WINHTTP_AUTO_DETECT_TYPE_DHCP | _DNS_A
_NO_WPAD: Final = 12180  # ERROR_WINHTTP_AUTODETECTION_FAILED


class _UserConfig(ctypes.Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG; each text is to be freed."""

    _fields_ = [
        ("detects", wintypes.BOOL),
        ("pac_url", ctypes.c_void_p),
        ("proxies", ctypes.c_void_p),
        ("exceptions", ctypes.c_void_p),
    ]


class _Options(ctypes.Structure):
    """WINHTTP_AUTOPROXY_OPTIONS."""

    _fields_ = [
        ("flags", wintypes.DWORD),
        ("detect_flags", wintypes.DWORD),
        ("pac_url", wintypes.LPCWSTR),
        ("reserved", ctypes.c_void_p),
        ("reserved_number", wintypes.DWORD),
        ("logs_on", wintypes.BOOL),
    ]


class _Info(ctypes.Structure):
    """WINHTTP_PROXY_INFO; its texts are to be freed."""

    _fields_ = [
        ("access", wintypes.DWORD),
        ("proxies", ctypes.c_void_p),
        ("exceptions", ctypes.c_void_p),
    ]


def windows_route(host: str, port: int) -> Found:
    """The way as Windows would choose it: WPAD, else the PAC, else the list. Raises HubError."""
    settings = _user_settings()
    name = f"[{host}]" if ":" in host else host
    url = f"https://{name}:{port}/"
    if settings.detects and (found := _by_pac(url, "", "WPAD")) is not None:
        return found
    if settings.pac_url:
        found = _by_pac(url, settings.pac_url, rule_of_pac(settings.pac_url))
        return found or STRAIGHT
    return static_route(settings, host, port)


def _user_settings() -> WindowsSettings:
    config = _UserConfig()
    if not _winhttp().WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(config)):
        return WindowsSettings()
    return WindowsSettings(
        _taken(config.proxies),
        _taken(config.exceptions),
        _taken(config.pac_url),
        bool(config.detects),
    )


def _by_pac(url: str, pac_url: str, rule: str) -> Found | None:
    """What the script answers; None where WPAD finds none. Raises HubError for a broken one."""
    winhttp = _winhttp()
    session = winhttp.WinHttpOpen("iot-agent-setup", _NO_PROXY, None, None, 0)
    if not session:
        raise HubError(Code.HUB_PROXY, "pac", rule=rule)
    try:
        winhttp.WinHttpSetTimeouts(session, *[_SECONDS * 1000] * 4)
        flags = _CONFIG_URL if pac_url else _AUTO_DETECT
        detect = 0 if pac_url else _DHCP_AND_DNS
        options = _Options(flags, detect, pac_url or None, None, 0, False)
        info = _Info()
        if not winhttp.WinHttpGetProxyForUrl(
            session, url, ctypes.byref(options), ctypes.byref(info)
        ):
            if not pac_url and ctypes.get_last_error() == _NO_WPAD:
                return None
            raise HubError(Code.HUB_PROXY, "pac", rule=rule)
        proxies, _ = _taken(info.proxies), _taken(info.exceptions)
        return listed(proxies, rule) if info.access == _NAMED_PROXY else Found(rule=rule)
    finally:
        winhttp.WinHttpCloseHandle(session)


def _winhttp() -> ctypes.WinDLL:
    """The library with the types that a 64-bit handle needs."""
    library = ctypes.WinDLL("winhttp", use_last_error=True)
    library.WinHttpOpen.restype = ctypes.c_void_p
    library.WinHttpOpen.argtypes = [
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.LPCWSTR,
        wintypes.LPCWSTR,
        wintypes.DWORD,
    ]
    library.WinHttpSetTimeouts.argtypes = [ctypes.c_void_p, *[ctypes.c_int] * 4]
    library.WinHttpGetProxyForUrl.argtypes = [
        ctypes.c_void_p,
        wintypes.LPCWSTR,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    library.WinHttpCloseHandle.argtypes = [ctypes.c_void_p]
    return library


def _taken(pointer: int | None) -> str:
    """The text, whose memory is given back."""
    if not pointer:
        return ""
    kernel = ctypes.WinDLL("kernel32")
    kernel.GlobalFree.argtypes = [ctypes.c_void_p]
    text = ctypes.wstring_at(pointer)
    kernel.GlobalFree(pointer)
    return text

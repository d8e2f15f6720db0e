"""The keyboard focus of an X screen without a window manager: somebody has to give it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_VIEWABLE: Final = 2
_REVERT_TO_PARENT: Final = 2


class _Cookie(ctypes.Structure):
    _fields_ = [("sequence", ctypes.c_uint)]


class _Screens(ctypes.Structure):
    _fields_ = [
        ("root", ctypes.POINTER(ctypes.c_uint32)),
        ("left", ctypes.c_int),
        ("index", ctypes.c_int),
    ]


class _Attributes(ctypes.Structure):
    """``xcb_get_window_attributes_reply_t`` up to what is asked for."""

    _fields_ = [("before", ctypes.c_uint8 * 26), ("map_state", ctypes.c_uint8)]


def give_focus(display: str) -> None:
    """Give the keyboard focus to the window that is seen, as a window manager does."""
    with _connection(display) as (xcb, connection):
        for window in _windows(xcb, connection):
            cookie = xcb.xcb_get_window_attributes(connection, window)
            reply = xcb.xcb_get_window_attributes_reply(connection, cookie, None)
            if reply and reply.contents.map_state == _VIEWABLE:
                xcb.xcb_set_input_focus(connection, _REVERT_TO_PARENT, window, 0)
                xcb.xcb_flush(connection)


@contextmanager
def _connection(display: str) -> Iterator[tuple[Any, Any]]:
    xcb = ctypes.CDLL("libxcb.so.1")
    for name in ("xcb_connect", "xcb_get_setup", "xcb_query_tree_reply"):
        getattr(xcb, name).restype = ctypes.c_void_p
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = (ctypes.c_void_p,)
    xcb.xcb_query_tree_children.restype = ctypes.POINTER(ctypes.c_uint32)
    for name in ("xcb_query_tree_children", "xcb_query_tree_children_length"):
        getattr(xcb, name).argtypes = (ctypes.c_void_p,)
    for name in ("xcb_query_tree", "xcb_get_window_attributes"):
        getattr(xcb, name).restype = _Cookie
        getattr(xcb, name).argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    xcb.xcb_get_window_attributes_reply.restype = ctypes.POINTER(_Attributes)
    for name in ("xcb_query_tree_reply", "xcb_get_window_attributes_reply"):
        getattr(xcb, name).argtypes = (ctypes.c_void_p, _Cookie, ctypes.c_void_p)
    xcb.xcb_set_input_focus.argtypes = (
        ctypes.c_void_p,
        ctypes.c_uint8,
        ctypes.c_uint32,
        ctypes.c_uint32,
    )
    for name in ("xcb_get_setup", "xcb_flush", "xcb_disconnect"):
        getattr(xcb, name).argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        yield xcb, connection
    finally:
        xcb.xcb_disconnect(connection)


def _windows(xcb: Any, connection: Any) -> list[int]:
    root = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection)).root.contents.value
    reply = xcb.xcb_query_tree_reply(connection, xcb.xcb_query_tree(connection, root), None)
    children = xcb.xcb_query_tree_children(reply)
    return [children[at] for at in range(xcb.xcb_query_tree_children_length(reply))]

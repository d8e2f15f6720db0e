"""The program's window, on Qt.

- `app`: application, log, demo hub, tour; `event_loop`: asyncio on Qt until the window is closed.
- `window`: the wizard with its five pages; `page`: what the pages share; `tasks`: what runs.
- `side_panel`, `progress_map`: the map beside the pages; `splash`: what is painted first.
- `frame`: buttons, keys and dialogs around the pages.
- `crash_dialog`, `signals`: faults of ours, and Ctrl-C; `words`: small words of many pages.
- `manual`: the manual in the window, offline.
- `pages`: one folder a page; `widgets`, `style`: what is on them; `tour`: pictures of them.

The idea: a page writes what the user chose into the `Session` and shows what the session and the
flow say of it; it decides nothing itself, and whatever takes time is one of the `tasks`.
"""

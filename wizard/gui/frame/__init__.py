"""What is around the pages: the wizard's buttons, its keys, and what the window opens.

- `buttons`: what Back, Next and Cancel say on each page, and where they stand.
- `keyboard`: what keys do, the same on every page.
- `window_dialogs`, `help_dialog`, `leaving`: what opens beside the pages.
"""

"""What is around the pages: the wizard's buttons, its keys, and what the window opens.

- `buttons`: what Back, Next and Cancel say on each page, and where they stand.
- `keyboard`: what keys do, the same on every page.
- `navigation`: which page is shown, and the ways back; `page_names`: what the pages are called.
- `menu`, `kept_dialog`, `about_dialog`: the small menu, and what it opens.
- `window_dialogs`, `help_dialog`, `leaving`: what opens beside the pages.
"""

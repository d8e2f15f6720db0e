"""The five pages, in the order of `wizard.setup.flow.PageId`.

- `hub`: which hub, with whose rights, or how to do without.
- `device`: which device of the hub.
- `authentication`: which identity and which proof, and for which agent in which folder.
- `review`: what will be written and changed.
- `check`: the run itself, its outcome and what can be taken back.

Each folder has the page in ``page`` and beside it the parts that only this page uses.
"""

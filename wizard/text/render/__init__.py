"""The forms of a report: one file for each, and none of them decides anything.

- `json`: the object of ``--json``; `terminal`: lines for a person; `watch`: what changed.
- `html`, `ticket`, `saved_report`: what is kept or pasted elsewhere.
- `assessment`: what an agent would do with its configuration (``check --offline``, ``repair``).
- `facts`: headline, labels and phrases that all of them share, without secrets and names of people.

The idea: a report is data that is complete before it is shown; two forms of it never disagree.
"""

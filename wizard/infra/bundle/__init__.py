"""Bundles: an agent's files in one zip, with a script that installs them where the agent runs.

`PreparedFiles` is an agent's folder in memory, for every target that is no folder of this
computer; `BundleFiles` packs it. `contents` says what is in a bundle, `scripts` fills in the script
and the README of ``resources/bundle``, `archive` makes and reads the zip. The idea: a run writes,
judges and checks files as always; where they go is another implementation of the port to files.
"""

"""Builds and tries what is given to users: the wheel and the Debian package.

- project        version, date and folders of a build
- pins           which packages ship on which platform, with the hashes that pip must find
- tree           a folder with the program and these packages
- wheel, deb     one file a kind of package; linux_tree is what the second installs
- manpages, completion, notices, sbom   what is made from the parser and from the pins
- trial_*        installs, runs and removes each package
"""

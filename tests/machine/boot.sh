#!/bin/sh
# Boots this computer's own systemd, as the first process of a machine of its own.
#
#   boot.sh WORK CGROUP [PLACE...]
#
# The machine's disk is this computer's, with all changes kept in memory; its network is this
# computer's. Everything else is its own: processes, mounts, /run, /tmp, /dev, the kernel's settings
# read-only. WORK is an empty folder. PLACE is a folder on another disk that the machine needs too.
# It is started twice: in a mount namespace it joins a control group, then it boots in all others.
set -e
work=$1
group=$2
shift 2

if [ -z "$BOOTING" ]; then
    mount -t cgroup2 cgroup2 "$work"
    mkdir "$work/$group"
    echo $$ >"$work/$group/cgroup.procs"
    umount "$work"
    BOOTING=yes
    export BOOTING
    exec unshare --cgroup --pid --ipc --uts --fork --kill-child sh "$0" "$work" "$group" "$@"
fi

mount -t tmpfs -o mode=755 tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root"
root=$work/root
mount -t overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" overlay "$root"
for place in "$@"; do
    mkdir -p "$root$place"
    mount --rbind "$place" "$root$place"
done
mount -t proc proc "$root/proc"
for kept in sys sysrq-trigger; do
    [ -e "$root/proc/$kept" ] || continue
    mount --bind "$root/proc/$kept" "$root/proc/$kept"
    mount -o remount,bind,ro "$root/proc/$kept"
done
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
# The same terminals: those of the tests are seen inside under their names.
mount --rbind /dev/pts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"

# Of what would start by itself only what every service needs, and what a login needs.
units=$root/usr/lib/systemd/system
[ -d "$units" ] || units=$root/lib/systemd/system
rm -rf "$units"/*.wants "$root"/etc/systemd/system/* "$root"/usr/lib/systemd/system-generators \
    "$root"/lib/systemd/system-generators "$root/var/log/journal" "$root"/etc/fstab
cat >"$root/etc/systemd/system/machine.target" <<UNIT
[Unit]
Description=A machine for tests
Requires=basic.target dbus.service systemd-logind.service
Wants=systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket
After=basic.target dbus.service systemd-logind.service systemd-journald.service
AllowIsolate=yes
UNIT
hostname machine
cd "$root"
exec env -i container=tests PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NOTIFY_SOCKET="$READY" chroot "$root" /lib/systemd/systemd --unit=machine.target

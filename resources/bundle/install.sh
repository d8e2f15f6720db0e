#!/bin/sh
# Installs the files of this bundle where the agent reads them, and restarts the agent.
#
#   sudo sh ./install.sh               install, restart the agent, show its log
#   sh ./install.sh --dry-run          say what would be done; nothing is touched
#   sudo sh ./install.sh --undo        put back what the last installation replaced
#
#   --no-restart                       do not restart the agent
#   --wait SECONDS                     how long to wait for the agent's log (10)
#
# It needs a POSIX sh and the usual tools (BusyBox has them all); no bash, no Python.
# Exit codes are in README.txt. As root it follows no link, and trusts no file, that another
# account could have put in its way: what it writes it prepares in folders that are root's alone.

# Functions are called by their names too, by each_file and by trap:
# shellcheck disable=SC2329

#@settings@

set -u
umask 077
LC_ALL=C
export LC_ALL
PATH="${PATH:-/bin}:/usr/sbin:/usr/bin:/sbin:/bin"
unset CDPATH

DRY_RUN=''
UNDO=''
RESTART=yes
WAIT=10
CHANGED=''
ACCOUNT=$(id -u)
WORK=".iot-agent-setup-bundle.$$"

say() {
    printf '%s\n' "$*"
}

# fail EXIT_CODE SENTENCE...
fail() {
    code=$1
    shift
    printf 'install.sh: %s\n' "$*" >&2
    exit "$code"
}

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --dry-run) DRY_RUN=yes ;;
        --undo) UNDO=yes ;;
        --no-restart) RESTART='' ;;
        --wait)
            [ $# -gt 1 ] || fail 2 "--wait needs a number of seconds."
            shift
            case $1 in
            '' | *[!0-9]*) fail 2 "--wait needs a number of seconds, and \"$1\" is none." ;;
            esac
            WAIT=$1
            ;;
        *) fail 2 "\"$1\" is not an option. There are --dry-run, --undo, --no-restart and --wait SECONDS." ;;
        esac
        shift
    done
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# The SHA-256 of standard input.
sum() {
    if has sha256sum; then
        sha256sum | cut -d ' ' -f 1
    elif has openssl; then
        openssl dgst -sha256 -r | cut -d ' ' -f 1
    else
        shasum -a 256 | cut -d ' ' -f 1
    fi
}

# --- The bundle ---------------------------------------------------------------------------------

check_bundle() {
    has sha256sum || has openssl || has shasum ||
        fail 3 "None of sha256sum, openssl and shasum is here, so the files cannot be checked. Nothing was touched."
    [ -f ./manifest.sha256 ] ||
        fail 3 "manifest.sha256 is missing beside this script. Unpack the whole bundle into one folder. Nothing was touched."
    while read -r wanted name; do
        [ -f "./$name" ] ||
            fail 3 "The file $name of this bundle is missing. Unpack the bundle again. Nothing was touched."
        [ "$(sum <"./$name")" = "$wanted" ] ||
            fail 3 "The file $name is not as it was packed: its SHA-256 is another. Unpack the bundle again, or make a new one. Nothing was touched."
    done <./manifest.sha256
    each_file check_listed
}

check_listed() {
    [ -n "$(listed_sum "$2")" ] ||
        fail 3 "manifest.sha256 does not name $2. Make the bundle again. Nothing was touched."
}

# What the manifest says of a file.
listed_sum() {
    while read -r wanted name; do
        if [ "$name" = "$1" ]; then
            printf '%s' "$wanted"
        fi
    done <"$BUNDLE/manifest.sha256"
}

# --- This computer ------------------------------------------------------------------------------

# Have systemctl do something; $SAID is what it complained of. In a chroot it ignores every command,
# says so, and ends with 0.
manager() {
    SAID=''
    has systemctl || return 1
    SAID=$(systemctl "$@" 2>&1 >/dev/null) || return 1
    ! is_ignored
}

is_ignored() {
    case $SAID in
    *'gnoring command'*) return 0 ;;
    esac
    return 1
}

unit_is_known() {
    manager cat "$SERVICE"
}

find_agent() {
    [ "$(uname -s)" = Linux ] || fail 4 "This bundle is for Linux. Nothing was touched."
    [ -d "$DIRECTORY" ] ||
        fail 4 "There is no folder $DIRECTORY here, so the $AGENT is not installed on this computer, or in another folder. Install it, or make the bundle for its folder. Nothing was touched."
    AGENT_HERE=''
    each_file look_for_file
    if [ -e "$DIRECTORY/ASCIoTAgent" ] || unit_is_known; then
        AGENT_HERE=yes
    fi
    [ -n "$AGENT_HERE" ] ||
        fail 4 "The $AGENT is not installed here: $DIRECTORY holds none of its files, and there is no service $SERVICE. Nothing was touched."
    if unit_is_known; then
        check_program
    fi
    [ "$ACCOUNT" = 0 ] || [ -n "$DRY_RUN" ] || [ -w "$DIRECTORY" ] ||
        fail 5 "This account may not write to $DIRECTORY. Run it as root: sudo sh ./install.sh. Nothing was touched."
}

look_for_file() {
    if [ "$1" = configuration ] && [ -e "$3" ]; then
        AGENT_HERE=yes
    fi
}

# The service may run from another folder: then it would never read these files.
check_program() {
    program=$(systemctl show -p ExecStart "$SERVICE" 2>/dev/null | sed -n 's/.*path=\(\/.*\) ; argv.*/\1/p')
    if [ -z "$program" ]; then
        return
    fi
    folder=$(cd -P "$(dirname "$program")" 2>/dev/null && pwd -P)
    wanted=$(cd -P "$DIRECTORY" 2>/dev/null && pwd -P)
    [ -z "$folder" ] || [ -z "$wanted" ] || [ "$folder" = "$wanted" ] ||
        fail 4 "The service $SERVICE runs from $folder, and this bundle is for $DIRECTORY. Make the bundle for that folder. Nothing was touched."
}

# --- Folders ------------------------------------------------------------------------------------
# The current folder is what a script has for a descriptor: it stays the one that was looked at,
# whatever its name leads to later. So every file is reached as ./NAME from there.

# enter FOLDER [make]: go there from the root, folder by folder.
enter() {
    cd / || exit 6
    rest=${1#/}
    while [ -n "$rest" ]; do
        part=${rest%%/*}
        case $rest in
        */*) rest=${rest#*/} ;;
        *) rest='' ;;
        esac
        [ -n "$part" ] || continue
        enter_one "$part" "$1" "${2:-}"
    done
}

enter_one() {
    before=$(pwd -P)
    if [ -L "./$1" ]; then
        [ "$ACCOUNT" != 0 ] || is_roots "$1" ||
            fail 6 "On the way to $2, ${before%/}/$1 is a link that an account other than root could have made. It is not followed."
        cd -P "./$1" || fail 6 "The folder $2 cannot be entered."
        return
    fi
    if [ "$3" = make ] && [ ! -e "./$1" ]; then
        mkdir -m 755 "./$1" || fail 6 "The folder ${before%/}/$1 cannot be made."
    fi
    cd -P "./$1" 2>/dev/null || fail 6 "The folder $2 cannot be entered."
    [ "$(pwd -P)" = "${before%/}/$1" ] ||
        fail 6 "On the way to $2 a link has appeared in the place of a folder. It is not followed."
}

# Whether root alone could have made this link here.
is_roots() {
    [ -n "$(find "./$1" -prune -user 0)" ] && [ -n "$(find . -prune -user 0 ! -perm -020 ! -perm -002)" ]
}

folder_of() {
    folder=${1%/*}
    printf '%s' "${folder:-/}"
}

# In the current folder, go into a new folder that is this account's alone.
enter_work() {
    mkdir -m 700 "./$WORK" 2>/dev/null || fail 6 "In $(pwd -P) nothing can be written: the disk may be full or read-only, or the rights are missing."
    cd -P "./$WORK" || exit 6
    [ "$ACCOUNT" != 0 ] || [ -n "$(find . -prune -user 0 -perm 700)" ] ||
        fail 6 "Another account has replaced a folder that was just made. Nothing was installed."
}

# Refuse what must not be replaced; name relative to the current folder.
check_replaceable() {
    [ ! -L "./$1" ] || fail 6 "$2 is a link. It is not replaced; remove it, or make the bundle for the file it leads to."
    [ ! -e "./$1" ] || [ -f "./$1" ] || fail 6 "$2 is no ordinary file. It is not replaced."
}

# rename FROM TO: replaces a file, never moves into a folder of that name.
rename() {
    if [ -n "$MOVE_T" ]; then
        mv -f -T "$1" "$2"
    else
        [ ! -d "$2" ] && mv -f "$1" "$2"
    fi
}

find_rename() {
    MOVE_T=''
    : >./new
    if mv -f -T ./new ./new2 2>/dev/null; then
        MOVE_T=yes
    fi
    rm -f ./new ./new2
}

# --- The record of what was replaced ------------------------------------------------------------

find_state() {
    if [ -n "${IOT_AGENT_SETUP_HOME:-}" ]; then
        state=$IOT_AGENT_SETUP_HOME/state
    elif [ "$ACCOUNT" = 0 ]; then
        state=/var/lib/iot-agent-setup
    else
        state=${XDG_STATE_HOME:-$HOME/.local/state}/iot-agent-setup
    fi
    STATE=$state/bundle
    id=$(printf '%s' "$DIRECTORY" | sum | cut -c 1-16)
    RECORD=$STATE/$id.undo
    JOURNAL=$STATE/$id.journal
    PENDING=$STATE/$id.restart
}

make_state() {
    mkdir -p "$STATE" 2>/dev/null || fail 6 "The folder $STATE cannot be made, so nothing could be undone later. Nothing was installed."
    [ "$ACCOUNT" != 0 ] || [ -n "$(find "$STATE" -prune -user 0 ! -perm -020 ! -perm -002)" ] ||
        fail 6 "Another account can write to $STATE, so it is not trusted. Nothing was installed."
}

# --- Installing ---------------------------------------------------------------------------------

# The time for the names of backups: one that none of them has yet.
find_stamp() {
    tries=0
    while :; do
        STAMP=$(date -u +%Y%m%dT%H%M%SZ)
        TAKEN=''
        each_file look_for_backup
        [ -n "$TAKEN" ] || return 0
        tries=$((tries + 1))
        [ "$tries" -lt 5 ] || fail 6 "There is a backup $STAMP already, and again. Nothing was touched."
        sleep 1
    done
}

look_for_backup() {
    if [ -e "$3.$STAMP.bak" ] || [ -L "$3.$STAMP.bak" ]; then
        TAKEN=yes
    fi
}

# What would become of a file: created, replaced or unchanged.
fate() {
    if [ ! -e "./$3" ]; then
        printf created
    elif cmp -s "$BUNDLE/$2" "./$3" && { [ "$1" = configuration ] || has_rights "./$3"; }; then
        printf unchanged
    else
        printf replaced
    fi
}

# Whether a key is as this script writes keys.
has_rights() {
    if key_group_exists; then
        [ -n "$(find "$1" -prune -perm 640 -user "$ACCOUNT" -group "$KEY_GROUP")" ]
    else
        [ -n "$(find "$1" -prune -perm 600 -user "$ACCOUNT")" ]
    fi
}

key_group_exists() {
    [ -n "$KEY_GROUP" ] && [ "$ACCOUNT" = 0 ] || return 1
    if has getent; then
        getent group "$KEY_GROUP" >/dev/null 2>&1
    else
        grep -q "^$KEY_GROUP:" /etc/group
    fi
}

tell() {
    [ -d "$(folder_of "$3")" ] || { say "  $3: would be created"; CHANGED=yes; return; }
    enter "$(folder_of "$3")"
    check_replaceable "${3##*/}" "$3"
    what=$(fate "$1" "$2" "${3##*/}")
    case $what in
    unchanged) say "  $3: unchanged" ;;
    *)
        say "  $3: would be $what"
        CHANGED=yes
        ;;
    esac
}

# Prepare the new file beside its place; nothing that the agent reads is touched yet.
prepare() {
    name=${3##*/}
    enter "$(folder_of "$3")" make
    check_replaceable "$name" "$3"
    what=$(fate "$1" "$2" "$name")
    if [ "$what" = unchanged ]; then
        say "  $3: unchanged"
        return
    fi
    WORK=".iot-agent-setup-bundle.$$-$COUNT"
    COUNT=$((COUNT + 1))
    STARTED="$STARTED$(pwd -P)/$WORK
"
    enter_work
    [ -n "$CHANGED" ] || find_rename
    write_new "$1" "$2" "$name" "$3"
    [ "$(sum <./new)" = "$(listed_sum "$2")" ] ||
        fail 6 "$3 could not be written: the disk may be full. Nothing was installed."
    printf '%s %s %s %s %s\n' "$what" "$WORK" "$(sum <./new)" "$1" "$3" >>"$JOURNAL" ||
        fail 6 "$JOURNAL could not be written: the disk may be full. Nothing was installed."
    CHANGED=yes
}

write_new() {
    if [ "$1" = secret ]; then
        cat "$BUNDLE/$2" >./new || fail 6 "$4 could not be written: the disk may be full. Nothing was installed."
        if key_group_exists; then
            if ! chgrp "$KEY_GROUP" ./new || ! chmod 640 ./new; then
                fail 6 "The group $KEY_GROUP could not be given $4. Nothing was installed."
            fi
        fi
        return
    fi
    # As it was: owner, group and mode of the file that is replaced.
    if [ -f "../$3" ] && [ ! -L "../$3" ] && cp -p "../$3" ./new 2>/dev/null; then
        chmod u-s,g-s,o-w ./new
    else
        (umask 022 && : >./new)
    fi
    cat "$BUNDLE/$2" >./new || fail 6 "$4 could not be written: the disk may be full. Nothing was installed."
}

# Put each prepared file in its place, in one step each.
replace_all() {
    while read -r what work wanted kind place; do
        name=${place##*/}
        enter "$(folder_of "$place")"
        if [ "$what" = replaced ]; then
            ln "./$name" "./$name.$STAMP.bak" ||
                fail 6 "No backup of $place can be kept on this disk. Everything is as it was."
        fi
        rename "./$work/new" "./$name" || fail 6 "$place could not be replaced. Everything is as it was."
        if [ "$what" = replaced ]; then
            say "  $place: replaced, backup $name.$STAMP.bak"
        else
            say "  $place: created"
        fi
        : "$wanted" "$kind"
    done <"$JOURNAL"
}

# Take back what a run has begun, this one or one that was interrupted.
take_back() {
    stamp=$(sed -n '1s/^stamp //p' "$JOURNAL.stamp" 2>/dev/null)
    while read -r what work wanted kind place; do
        name=${place##*/}
        (
            enter "$(folder_of "$place")"
            if [ -n "$stamp" ] && [ "$what" = replaced ] && [ -f "./$name.$stamp.bak" ]; then
                mv -f "./$name.$stamp.bak" "./$name"
            elif [ "$what" = created ] && [ -f "./$name" ] && [ ! -L "./$name" ] && [ "$(sum <"./$name")" = "$wanted" ]; then
                rm -f "./$name"
            fi
            : "$kind"
        )
        remove_work "$(folder_of "$place")/$work"
    done <"$JOURNAL"
    rm -f "$JOURNAL" "$JOURNAL.stamp"
}

remove_work() {
    (
        cd / || exit
        enter "$(folder_of "$1")" 2>/dev/null
        if [ -d "./${1##*/}" ] && [ ! -L "./${1##*/}" ] && cd -P "./${1##*/}" &&
            [ -n "$(find . -prune -user "$ACCOUNT")" ]; then
            rm -f ./new ./new2
            cd .. && rmdir "./${1##*/}"
        fi
    ) 2>/dev/null
}

clean_up() {
    status=$?
    trap - EXIT HUP INT TERM
    if [ -n "$INSTALLING" ] && [ -f "$JOURNAL" ]; then
        take_back
    fi
    printf '%s' "$STARTED" | while read -r work; do
        remove_work "$work"
    done
    exit "$status"
}

install_files() {
    say "$AGENT, device $DEVICE:"
    if [ -n "$DRY_RUN" ]; then
        each_file tell
        [ -n "$CHANGED" ] || say "Nothing would change."
        return
    fi
    make_state
    if [ -f "$JOURNAL" ]; then
        say "  An installation was interrupted here; it is taken back first."
        take_back
    fi
    COUNT=0
    INSTALLING=yes
    printf 'stamp %s\n' "$STAMP" >"$JOURNAL.stamp" || fail 6 "$STATE cannot be written to. Nothing was installed."
    : >"$JOURNAL"
    each_file prepare
    if [ -n "$CHANGED" ]; then
        : >"$PENDING"
        replace_all
        keep_record
    else
        rm -f "$JOURNAL" "$JOURNAL.stamp"
        say "Nothing changes."
    fi
    INSTALLING=''
}

# From now on the installation stands, and can be undone. Only the last one can: the key that the one
# before it had kept is removed.
keep_record() {
    if [ -f "$RECORD" ]; then
        while read -r what stamp wanted kind place; do
            if [ "$kind" = secret ] && [ "$what" = replaced ]; then
                (enter "$(folder_of "$place")" && rm -f "./${place##*/}.$stamp.bak")
            fi
            : "$wanted"
        done <"$RECORD"
    fi
    while read -r what work wanted kind place; do
        printf '%s %s %s %s %s\n' "$what" "$STAMP" "$wanted" "$kind" "$place"
        remove_work "$(folder_of "$place")/$work"
    done <"$JOURNAL" >"$RECORD.new" && mv -f "$RECORD.new" "$RECORD" &&
        rm -f "$JOURNAL" "$JOURNAL.stamp"
}

# --- Undoing ------------------------------------------------------------------------------------

undo_files() {
    if [ -f "$JOURNAL" ] && [ -z "$DRY_RUN" ]; then
        take_back
    fi
    [ -f "$RECORD" ] || fail 9 "There is nothing to undo: no installation of a bundle in $DIRECTORY is on record."
    while read -r what stamp wanted kind place; do
        backup=${place##*/}.$stamp.bak
        [ -d "$(folder_of "$place")" ] || fail 9 "The folder of $place is gone, so nothing can be undone. Nothing was touched."
        enter "$(folder_of "$place")"
        check_replaceable "${place##*/}" "$place"
        [ "$what" != replaced ] || [ -f "./$backup" ] ||
            fail 9 "The backup $backup of $place is gone, so nothing can be undone. Nothing was touched."
        : "$wanted" "$kind"
    done <"$RECORD"
    say "$AGENT, device $DEVICE:"
    while read -r what stamp wanted kind place; do
        enter "$(folder_of "$place")"
        undo_one "$what" "${place##*/}.$stamp.bak" "$wanted" "$place"
        : "$kind"
    done <"$RECORD"
    if [ -z "$DRY_RUN" ]; then
        rm -f "$RECORD"
        : >"$PENDING"
    fi
    CHANGED=yes
}

undo_one() {
    name=${4##*/}
    if [ "$1" = replaced ]; then
        done="restored"
    else
        done="removed"
    fi
    if [ -n "$DRY_RUN" ]; then
        say "  $4: would be $done"
        return
    fi
    if [ -f "./$name" ] && [ "$(sum <"./$name")" != "$3" ]; then
        ln "./$name" "./$name.$STAMP.bak" || fail 6 "$4 was changed since, and no backup of it can be kept. It stays as it is."
        done="$done; it was changed since, backup $name.$STAMP.bak"
    fi
    if [ "$1" = replaced ]; then
        mv -f "./$2" "./$name" || fail 6 "$4 could not be put back."
    else
        rm -f "./$name" || fail 6 "$4 could not be removed."
    fi
    say "  $4: $done"
}

# --- The service --------------------------------------------------------------------------------

restart_agent() {
    if [ -n "$DRY_RUN" ]; then
        [ -z "$CHANGED" ] || [ -z "$RESTART" ] || say "The service $SERVICE would be restarted."
        return
    fi
    [ -f "$PENDING" ] || return 0
    if [ -z "$RESTART" ]; then
        say "The agent is not restarted. It reads its files once, at its start: sudo systemctl restart $SERVICE"
        return
    fi
    since=$(date +%s)
    if unit_is_known; then
        # One that has failed too often is started no more until systemd is told to forget that.
        manager reset-failed "$SERVICE"
        if ! manager restart "$SERVICE"; then
            printf '%s\n' "$SAID" >&2
            fail 7 "The files are in place, but the service $SERVICE could not be restarted. See: systemctl status $SERVICE"
        fi
    elif is_ignored; then
        rm -f "$PENDING"
        fail 7 "The files are in place, but systemd does not run here (is this a chroot?), so the agent was not restarted. It reads them when it starts."
    elif has service && service "${SERVICE%.service}" status >/dev/null 2>&1; then
        service "${SERVICE%.service}" restart || fail 7 "The files are in place, but the service ${SERVICE%.service} could not be restarted."
    else
        # Who restarts it by hand tells nobody: the next run does not ask for it again.
        rm -f "$PENDING"
        fail 7 "The files are in place, but no service $SERVICE was found here, so the agent was not restarted. Restart it by hand."
    fi
    rm -f "$PENDING"
    say "The service $SERVICE was restarted."
    show_log
}

# What the agent has logged since its start.
log_lines() {
    if has journalctl; then
        journalctl -t "$LOG_NAME" --since "@$since" --no-pager -q -o cat -n 40 2>/dev/null
    elif has logread; then
        logread 2>/dev/null | grep -F "$LOG_NAME" | tail -n 40
    else
        for log in /var/log/syslog /var/log/messages; do
            if [ -r "$log" ]; then
                grep -F "$LOG_NAME" "$log" | tail -n 40
                return
            fi
        done
    fi
}

show_log() {
    seconds=0
    while :; do
        log=$(log_lines)
        case $log in
        *'Error in:'* | *nitialized*) break ;;
        esac
        [ "$seconds" -lt "$WAIT" ] || break
        sleep 1
        seconds=$((seconds + 1))
    done
    if [ -n "$log" ]; then
        say "What the agent has logged:"
        printf '%s\n' "$log" | sed 's/^/  /'
    else
        say "The agent has logged nothing in $seconds seconds, or its log cannot be read here."
    fi
    case $log in
    *'Error in:'*) [ -n "$UNDO" ] || fail 8 "The agent was restarted with the new files, and has logged an error." ;;
    esac
    if unit_is_known && ! manager is-active "$SERVICE"; then
        fail 8 "The agent was restarted, but it does not run. See: systemctl status $SERVICE"
    fi
}

# --- All of it ----------------------------------------------------------------------------------

INSTALLING=''
STARTED=''
JOURNAL=''
read_options "$@"
cd -P "$(dirname "$0")" || exit 2
BUNDLE=$(pwd -P)
[ -n "$UNDO" ] || check_bundle
find_agent
find_state
find_stamp
trap clean_up EXIT
trap 'exit 10' HUP INT TERM
if [ -n "$UNDO" ]; then
    undo_files
else
    install_files
fi
cd "$BUNDLE" || exit 6
restart_agent
exit 0

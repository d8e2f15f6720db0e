# Writes the agent's files: all of them, or none. POSIX sh, as of dash and busybox. As root.
# Before it stand: dir (the agent's folder), stamp (of this run).
# On standard input, for each file: "KIND SIZE GROUP PATH" and its bytes. KIND: secret or plain; GROUP: who may read it too, or "-".
# Prints for each file, in that order: "created PATH", "unchanged PATH", or "updated PATH", whose backup is PATH.STAMP.bak.
set -eu
umask 077
LC_ALL=C
export LC_ALL
number=0
done_to=0
made=
fail() {
  trap - EXIT HUP INT TERM
  code=$1
  set +e
  i=1
  while [ "$i" -le "$number" ]; do
    eval "path=\$path_$i new=\$new_$i change=\$change_$i"
    rm -f "$new"
    if [ "$i" -le "$done_to" ]; then
      case $change in
        created) rm -f "$path" ;;
        updated) mv -f "$path.$stamp.bak" "$path" ;;
      esac
    else
      [ "$change" = updated ] && rm -f "$path.$stamp.bak"
    fi
    i=$((i + 1))
  done
  [ -n "$made" ] && rmdir "$dir" 2>/dev/null
  exit "$code"
}
trap 'fail $?' EXIT
trap 'fail 130' HUP INT TERM

if [ ! -d "$dir" ]; then
  mkdir -p "$dir"
  chmod 755 "$dir"
  made=yes
fi

# First everything is written beside what it will replace: a full disk shows here, and nothing is lost.
while IFS=' ' read -r kind size group path; do
  number=$((number + 1))
  new=$path.$stamp.new
  eval "path_$number=\$path new_$number=\$new change_$number=none"
  if [ -d "$path" ]; then echo "$path is a folder" >&2; exit 21; fi
  # Created here and by nobody else: a link that lies there already is not followed.
  (set -C; : >"$new")
  said=$(dd bs=1 count="$size" of="$new" conv=notrunc 2>&1) || { echo "$said" >&2; exit 22; }
  if [ "$(($(wc -c <"$new")))" != "$size" ]; then echo "The file arrived incomplete." >&2; exit 23; fi
  if [ ! -e "$path" ] && [ ! -L "$path" ]; then change=created
  elif cmp -s "$new" "$path"; then change=unchanged
  else change=updated
  fi
  eval "change_$number=\$change"
  if [ "$kind" = plain ]; then chmod 644 "$new"; fi
  if [ "$change" = updated ] && [ ! -L "$path" ]; then
    # Its owner and mode stay; of a secret others lose what they had.
    content=$(stat -c '%u:%g %a' "$path" 2>/dev/null) || content=
    if [ -n "$content" ]; then
      chown "${content% *}" "$new"
      mode=${content#* }
      if [ "$kind" = secret ]; then mode=$(printf '%o' $((0$mode & 0640))); fi
      chmod "$mode" "$new"
    fi
  fi
  if [ "$kind" = secret ] && [ "$group" != - ] && [ "$change" != unchanged ]; then
    if chgrp "$group" "$new" 2>/dev/null; then chmod 640 "$new"; fi
  fi
  if [ "$change" = updated ]; then cp -p "$path" "$path.$stamp.bak"; fi
done

while [ "$done_to" -lt "$number" ]; do
  i=$((done_to + 1))
  eval "path=\$path_$i new=\$new_$i change=\$change_$i"
  if [ "$change" = unchanged ]; then rm -f "$new"; else mv -f "$new" "$path"; fi
  done_to=$i
done
sync 2>/dev/null || :
trap - EXIT HUP INT TERM
i=1
while [ "$i" -le "$number" ]; do
  eval "echo \"\$change_$i \$path_$i\""
  i=$((i + 1))
done

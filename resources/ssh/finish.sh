# Makes a run of write.sh final, or takes it back. POSIX sh. As root.
# Before it stand: dir, stamp, and what: commit or roll_back. On standard input: "CHANGE KIND PATH" for each file.
LC_ALL=C
export LC_ALL
failed=0
while IFS=' ' read -r change kind path; do
  case $what/$change/$kind in
    commit/updated/secret) rm -f "$path.$stamp.bak" || failed=1 ;;
    roll_back/created/*) rm -f "$path" || failed=1 ;;
    roll_back/updated/*) mv -f "$path.$stamp.bak" "$path" || failed=1 ;;
  esac
done
if [ "$what" = roll_back ] && [ "$made" = yes ]; then rmdir "$dir" 2>/dev/null; fi
exit "$failed"

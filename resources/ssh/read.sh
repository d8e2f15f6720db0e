# Prints each file that is named on standard input, one a line: "file SIZE", its bytes, a line end; or "none", or "unreadable".
LC_ALL=C
export LC_ALL
while IFS= read -r name; do
  if [ -f "$name" ] && [ -r "$name" ]; then
    printf 'file %s\n' "$(($(wc -c <"$name")))"
    cat <"$name"
    echo
  elif [ -e "$name" ] || [ -L "$name" ]; then echo unreadable
  else
    # A folder that may not be looked into hides what is in it.
    folder=${name%/*}
    while [ -n "$folder" ] && [ ! -e "$folder" ]; do folder=${folder%/*}; done
    if [ -z "$folder" ] || [ -x "$folder" ]; then echo none; else echo unreadable; fi
  fi
done

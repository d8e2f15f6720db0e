# Prints each file that is named on standard input, one a line: "file SIZE", its bytes, a line end; or "none"; or why it is not
# read: "not_a_file", "not_a_folder" (a part of its path is a file), "size" (more than $most bytes), "unreadable".
# Before it stands: most.
LC_ALL=C
export LC_ALL
while IFS= read -r name; do
  if [ -f "$name" ] && [ -r "$name" ]; then
    size=$(($(wc -c <"$name")))
    if [ "$size" -gt "$most" ]; then
      echo size
      continue
    fi
    printf 'file %s\n' "$size"
    cat <"$name"
    echo
  elif [ -e "$name" ] && [ ! -f "$name" ]; then echo not_a_file
  elif [ -e "$name" ] || [ -L "$name" ]; then echo unreadable
  else
    # A folder that may not be looked into hides what is in it.
    folder=${name%/*}
    while [ -n "$folder" ] && [ ! -e "$folder" ]; do folder=${folder%/*}; done
    if [ -n "$folder" ] && [ ! -d "$folder" ]; then echo not_a_folder
    elif [ -z "$folder" ] || [ -x "$folder" ]; then echo none; else echo unreadable; fi
  fi
done

# Looks at the agent's computer; changes nothing. POSIX sh, as of dash and busybox.
# Before it stand: dir (the agent's folder), service and its properties, host and port (of the hub).
# Prints NAME=VALUE lines; what is not known is left out.
PATH=$PATH:/usr/sbin:/sbin:/usr/local/bin
LC_ALL=C
export PATH LC_ALL

say() { printf '%s=%s\n' "$1" "$(printf '%s' "$2" | tr '\n\r' '  ')"; }
have() { command -v "$1" >/dev/null 2>&1; }
limited() { if have timeout; then timeout 8 "$@"; else "$@"; fi; }

say system "$(uname -s 2>/dev/null)"
say machine "$(uname -m 2>/dev/null)"
say release "$(sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | tr -d '"')"
say clock "$(date +%s 2>/dev/null)"
say user "$(id -un 2>/dev/null)"
say uid "$(id -u 2>/dev/null)"

if [ "$(id -u 2>/dev/null)" = 0 ]; then say sudo root
elif ! have sudo; then say sudo missing
elif sudo -n true >/dev/null 2>&1; then say sudo free
else say sudo asks
fi

if [ -d "$dir" ]; then say folder there; else say folder missing; fi

if have systemctl; then
  systemctl show "$service" "--property=$properties" 2>/dev/null | sed 's/^/service./'
fi

# Connecting sends nothing: whoever answers is good enough for the question whether the port is open.
port_state() {
  if have openssl; then
    said=$(limited openssl s_client -connect "$host:$port" -servername "$host" </dev/null 2>&1)
    case $said in
      *CONNECTED*) echo open; return ;;
      *refused*|*'o route'*|*nreachable*|*'timed out'*) echo closed; return ;;
      *'not known'*|*'ame or service'*|*'emporary failure'*) echo noname; return ;;
    esac
    have timeout && [ -z "$said" ] && { echo closed; return; }
  fi
  if have nc; then
    # Not every nc knows -z: one that does not says so, and has not tried.
    said=$(limited nc -z -w 5 "$host" "$port" 2>&1 </dev/null); code=$?
    case $said in
      *nvalid*|*nrecognized*|*sage:*|*nknown*) ;;
      *) if [ "$code" = 0 ]; then echo open; else echo closed; fi; return ;;
    esac
  fi
  if have bash && have timeout; then
    if timeout 8 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$port" 2>/dev/null; then echo open; else echo closed; fi
    return
  fi
  echo unknown
}
[ -n "$host" ] && say port "$(port_state)"
say end looked

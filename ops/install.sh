#!/bin/sh
# Installs Cloister from the bundle beside this file, or takes it away again. POSIX sh, 80 columns, ASCII; the first word
# of a line says how it stands: ok, now, LOOK (may be left as it is), FAIL (ends). Everything is in functions, so that all
# of it is read before anything runs: --uninstall removes the copy it may be running from.
set -eu
umask 022
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH

prefix=/opt/cloister
settings=/etc/cloister/cloister.env
unit_dir=/etc/systemd/system
command_file=/usr/local/bin/cloister
sure=no
uninstall=no
failed=0
looked=0
fine=0

ok() { printf 'ok    %-11s %s\n' "$1" "$2"; fine=$((fine + 1)); }
now() { printf 'now   %-11s %s\n' "$1" "$2"; }
look() { printf 'LOOK  %-11s %s\n      -> %s\n' "$1" "$2" "$3"; looked=$((looked + 1)); }
bad() { printf 'FAIL  %-11s %s\n      -> %s\n' "$1" "$2" "$3"; failed=$((failed + 1)); }
stop() { printf 'FAIL  %-11s %s\n      -> %s\n' "$1" "$2" "$3"; exit 1; }
mib() { echo $(($1 / 1048576)); }

usage() {
  cat <<'TEXT'
sh install.sh [--yes] [--data DIR] [--port N] [--listen HOST:PORT] [--names NAME,NAME]
sh install.sh --uninstall [--yes]

  --data DIR          data folder                           /var/lib/cloister
  --port N            port on loopback, plain HTTP          3000
  --listen HOST:PORT  address on the network, TLS only      none
  --names NAME,NAME   names that browsers may call it by    this machine's name
  --yes               do not ask
  --uninstall         take everything away but the data folder
TEXT
}

# What an earlier installation or the operator has set stays, unless an option says otherwise. NAME DEFAULT
kept() {
  value=$(sed -n "s/^$1=//p" "$settings" 2>/dev/null || :)
  echo "${value:-$2}"
}

plain() { # NAME VALUE PATTERN-OF-WHAT-IS-NOT-ALLOWED
  case $2 in
    '' | *[!$3]*) printf 'FAIL  %-11s "%s" cannot be used\n' "$1" "$2"; usage; exit 2 ;;
  esac
}

arguments() {
  data=$(kept CLOISTER_DATA /var/lib/cloister)
  port=$(kept CLOISTER_PORT 3000)
  listen=$(kept CLOISTER_LISTEN '')
  names=$(kept CLOISTER_NAMES "$(uname -n)")
  while [ $# -gt 0 ]; do
    case $1 in
      --data | --port | --listen | --names)
        [ $# -ge 2 ] || { usage; exit 2; }
        case $1 in
          --data) data=$2; plain data "$2" 'A-Za-z0-9/._-' ;;
          --port) port=$2; plain port "$2" '0-9' ;;
          --listen) listen=$2; plain listen "$2" 'A-Za-z0-9.:[]-' ;;
          --names) names=$2; plain names "$2" 'A-Za-z0-9.,-' ;;
        esac
        shift ;;
      --yes | -y) sure=yes ;;
      --uninstall) uninstall=yes ;;
      --help | -h) usage; exit 0 ;;
      *) printf 'FAIL  %-11s there is no option %s\n' option "$1"; usage; exit 2 ;;
    esac
    shift
  done
  case $data in /*) ;; *) printf 'FAIL  %-11s give the whole path of the data folder\n' data; exit 2 ;; esac
}

# Reads one field of the flat JSON that the bundle's maker wrote. FILE NAME
field() { sed -n "s/.*\"$2\": *\"\{0,1\}\([^\",}]*\).*/\1/p" "$1" | head -n 1; }

ask() {
  [ "$sure" = yes ] && return 0
  printf '%s [Y/n] ' "$1"
  read -r answer || answer=n
  case $answer in '' | y | Y | yes) return 0 ;; esac
  echo 'Changed: nothing. Exit status 1.'
  exit 1
}

install_all() {
  if [ ! -f "$bundle/MANIFEST" ] || [ ! -f "$bundle/bundle.json" ]; then
    stop bundle "$bundle holds no bundle" 'run the install.sh that lies in the bundle'
  fi
  version=$(field "$bundle/bundle.json" version)
  model=$(field "$bundle/bundle.json" model)
  release_bytes=$(field "$bundle/bundle.json" releaseBytes)
  built_at=$(field "$bundle/bundle.json" builtAtS)
  model_bytes=0
  [ -z "$model" ] || model_bytes=$(wc -c <"$bundle/model/$model" | tr -d ' ')
  plain version "$version" 'A-Za-z0-9.-'
  printf 'Cloister %s installer, nothing is changed yet\n' "$version"
  printf 'MANIFEST    %s\n\n' "$(sha256sum <"$bundle/MANIFEST" | cut -c1-64 | sed 's/\(........\)/\1 /g')"
  preflight
  ask 'Go on?'
  trap finish EXIT
  trap 'exit 130' INT TERM HUP
  printf '\nInstall\n'
  bring_release
  make_user_and_data
  bring_model
  switch
  wait_until_ready
  say_goodbye
}

uninstall_all() {
  ask "Take Cloister away, and keep $data?"
  systemctl disable -q --now cloister.socket cloister.service 2>/dev/null || :
  rm -f "$unit_dir/cloister.service" "$unit_dir/cloister.socket" "$command_file" "$settings"
  rmdir /etc/cloister 2>/dev/null || :
  systemctl daemon-reload
  systemctl reset-failed cloister.service 2>/dev/null || :
  rm -rf "$prefix"
  ok uninstalled "$prefix, 2 units, $command_file"
  if [ -d "$data" ]; then ok kept "$data, and the user cloister that owns it"; fi
  echo 'Exit status 0.'
}

bundle=$(cd "$(dirname "$0")" && pwd -P)
for part in preflight copy switch; do
  . "$bundle/install/$part.sh"
done

main() {
  arguments "$@"
  [ "$(id -u)" -eq 0 ] || stop user 'only root can install' 'type: su -c "sh install.sh", or: sudo sh install.sh'
  if [ "$uninstall" = yes ]; then uninstall_all; else install_all; fi
}

main "$@"
exit

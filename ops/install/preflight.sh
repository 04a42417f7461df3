# Looks before anything is touched, and names every fault at once. Read by install.sh.

preflight() {
  echo 'Preflight'
  check_system
  check_machine
  check_disk "$prefix" "$((release_bytes + 209715200))" release
  check_disk "$data" "$((model_bytes + 1073741824))" data
  check_bundle
  check_surroundings
  printf '\n%s ok, %s to look at, %s failed.\n' "$fine" "$looked" "$failed"
  if [ "$failed" -gt 0 ]; then
    echo 'Changed: nothing. Exit status 1.'
    exit 1
  fi
}

check_system() {
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/glibc //')
  name=$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release 2>/dev/null)
  systemd=$(systemctl --version 2>/dev/null | sed -n '1s/systemd \([0-9]*\).*/\1/p')
  if [ -z "$glibc" ] || [ "${glibc%%.*}" -lt 2 ] || [ "${glibc#*.}" -lt 34 ]; then
    bad system "${name:-this system}, glibc ${glibc:-not found}" 'take Debian 12, RHEL 9, Ubuntu 22.04 or later (glibc 2.34)'
  elif [ -z "$systemd" ] || [ ! -d /run/systemd/system ]; then
    bad system "${name:-this system} is not run by systemd" 'install on a system that systemd has started'
  else
    ok system "$name, systemd $systemd, glibc $glibc"
  fi
  missing=
  for program in git setpriv sha256sum cmp awk useradd; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
  done
  if [ -n "$missing" ]; then
    bad programs "missing:$missing" 'install them from the discs of this system (apt-get install git util-linux)'
  else
    ok programs "git $(git --version | sed 's/git version //'), setpriv, sha256sum"
  fi
}

check_machine() {
  cores=$(getconf _NPROCESSORS_ONLN)
  if [ "$(uname -m)" != x86_64 ]; then
    bad processor "$(uname -m)" 'take a machine with an x86_64 processor'
  elif ! grep -qw avx2 /proc/cpuinfo; then
    look processor "$cores cores, without AVX2" 'answers will be slow: a newer processor reads prompts several times faster'
  else
    ok processor "$cores cores, AVX2"
  fi
  memory_kib=$(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo)
  needed_bytes=$((model_bytes * 2 + 1073741824))
  if [ "$((memory_kib * 1024))" -lt "$needed_bytes" ]; then
    bad memory "$((memory_kib / 1024)) MiB, $(mib "$needed_bytes") needed" 'add memory, or take a bundle with a smaller model'
  else
    ok memory "$((memory_kib / 1024)) MiB"
  fi
}

# PATH BYTES WHAT
check_disk() {
  folder=$1
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  free_kib=$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')
  if [ "$((free_kib * 1024))" -lt "$2" ]; then
    bad disk "$1 has $((free_kib / 1024)) MiB free, $(mib "$2") needed ($3)" 'free some space there, or name another disk: --data DIR'
  else
    ok disk "$1 has $((free_kib / 1024)) MiB free, $(mib "$2") needed ($3)"
  fi
}

check_bundle() {
  listed=$(wc -l <"$bundle/MANIFEST" | tr -d ' ')
  found=$(find "$bundle" -type f ! -name MANIFEST | wc -l | tr -d ' ')
  if [ -n "$(find "$bundle" ! -type f ! -type d | head -n 1)" ]; then
    bad bundle 'holds links or devices; a bundle has none' 'write the bundle to the stick again'
  elif [ "$listed" != "$found" ]; then
    bad bundle "$found files found, $listed listed" 'write the bundle to the stick again, and put nothing beside it'
  elif ! (cd "$bundle" && grep -v -e '  release/' -e '  model/' -e '  licences/' MANIFEST | sha256sum --check --quiet >/dev/null 2>&1); then
    bad bundle 'the installer itself is not as listed' 'write the bundle to the stick again'
  else
    ok bundle "$version, $listed files, as listed"
  fi
}

check_surroundings() {
  if [ "$(date +%s)" -lt "$built_at" ]; then
    look clock "$(date '+%Y-%m-%d %H:%M:%S'), before this bundle was made" 'set it by your watch: audit records carry this time'
  else
    ok clock "$(date '+%Y-%m-%d %H:%M:%S'), compare it with your watch"
  fi
  if [ "$(wc -l </proc/swaps)" -gt 1 ]; then
    look swap 'is on: it may come to hold texts of questions' 'turn it off ("swapoff -a" and /etc/fstab) unless it is encrypted'
  fi
  hex=$(printf '%04X' "$port")
  if ! systemctl is-active -q cloister.socket 2>/dev/null && grep -q ":$hex 00000000:0000 0A" /proc/net/tcp; then
    bad address "port $port of 127.0.0.1 is taken" 'end what listens there, or choose another: --port N'
  else
    ok address "127.0.0.1:$port${listen:+, $listen with TLS}"
  fi
  if grep -q '^[^ 	]*	00000000	' /proc/net/route; then
    look network 'a default route leads out of here' 'Cloister uses none, and its unit is shut to public addresses'
  else
    ok network 'no default route'
  fi
}

# Makes the box point to the new release, and the way back from a switch that failed. Read by install.sh.

made_release='' made_user=no made_data=no switching=no was_current='' was_active=no before=''

# Whatever was made in this run goes; whatever was there before comes back. Runs at every end.
finish() {
  status=$?
  trap - EXIT INT TERM HUP
  rm -rf "$prefix/new"
  if [ "$status" -ne 0 ] && [ "$uninstall" = no ]; then undo; fi
  [ -z "$before" ] || rm -rf "$before"
  [ "$status" -eq 0 ] || echo "Exit status $status."
  exit "$status"
}

undo() {
  if [ "$switching" = yes ]; then
    systemctl stop cloister.socket cloister.service 2>/dev/null || :
    for file in $our_files; do
      rm -f "$file"
      if [ -f "$before/$(basename "$file")" ]; then cp -p "$before/$(basename "$file")" "$file"; fi
    done
    if [ -n "$was_current" ]; then
      ln -sfn "$was_current" "$prefix/current"
    else
      systemctl disable -q cloister.socket cloister.service 2>/dev/null || :
      rm -f "$prefix/current"
      rmdir /etc/cloister 2>/dev/null || :
    fi
    systemctl daemon-reload
    systemctl reset-failed cloister.socket cloister.service 2>/dev/null || :
    if [ "$was_active" = yes ]; then systemctl start cloister.socket cloister.service || :; fi
  fi
  if [ -n "$made_release" ]; then rm -rf "$made_release"; fi
  if [ "$made_data" = yes ]; then rm -rf "$data"; fi
  if [ "$made_user" = yes ]; then userdel cloister 2>/dev/null || :; fi
  rmdir "$prefix/releases" "$prefix" 2>/dev/null || :
  echo 'Changed: nothing; what this run had made is taken away again.'
}

make_user_and_data() {
  if ! id cloister >/dev/null 2>&1; then
    useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin cloister
    made_user=yes
  fi
  ok user 'cloister, without a login shell'
  if [ ! -d "$data" ]; then
    mkdir -p "$(dirname "$data")"
    mkdir -m 700 "$data"
    made_data=yes
  fi
  install -d -m 700 -o cloister -g cloister "$data" "$data/models"
  ok data "$data, readable by cloister alone"
}

fill() { # FILE MODE TARGET
  addresses=localhost
  [ -z "$listen" ] || addresses='localhost link-local 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7'
  sed -e "s,@PREFIX@,$prefix,g" -e "s,@DATA@,$data,g" -e "s,@PORT@,$port,g" -e "s,@ADDRESSES@,$addresses,g" "$1" >"$3.new"
  chmod "$2" "$3.new"
  mv -f "$3.new" "$3"
}

write_settings() {
  mkdir -p /etc/cloister
  {
    echo '# Settings of this box. After a change: systemctl restart cloister'
    # Lines that the operator added stay.
    grep -v -e '^#' -e '^CLOISTER_\(DATA\|RUNTIME\|PORT\|LISTEN\|NAMES\)=' "$settings" 2>/dev/null || :
    echo "CLOISTER_DATA=$data"
    echo "CLOISTER_RUNTIME=/run/cloister"
    echo "CLOISTER_PORT=$port"
    [ -z "$listen" ] || echo "CLOISTER_LISTEN=$listen"
    echo "CLOISTER_NAMES=$names"
  } >"$settings.new"
  chmod 644 "$settings.new"
  mv -f "$settings.new" "$settings"
}

our_files="$unit_dir/cloister.service $unit_dir/cloister.socket $command_file $settings"

switch() {
  before=$(mktemp -d)
  for file in $our_files; do
    if [ -f "$file" ]; then cp -p "$file" "$before/"; fi
  done
  was_current=$(readlink "$prefix/current" || :)
  if systemctl is-active -q cloister.service; then was_active=yes; fi
  switching=yes
  write_settings
  units=$prefix/releases/$version/systemd
  fill "$units/cloister.service" 644 "$unit_dir/cloister.service"
  fill "$units/cloister.socket" 644 "$unit_dir/cloister.socket"
  mkdir -p /usr/local/bin
  fill "$units/cloister" 755 "$command_file"
  if is_as_before; then
    ok units 'as before, and left running'
    return
  fi
  ln -sfn "releases/$version" "$prefix/current.new"
  mv -T -f "$prefix/current.new" "$prefix/current"
  ok units "2, addresses: ${listen:-loopback only}"
  systemctl daemon-reload
  systemctl enable -q cloister.socket cloister.service
  systemctl stop cloister.service cloister.socket
  systemctl start cloister.socket
  systemctl start cloister.service
}

is_as_before() {
  [ "$was_active" = yes ] && [ "$was_current" = "releases/$version" ] || return 1
  for file in $our_files; do
    cmp -s "$file" "$before/$(basename "$file")" || return 1
  done
}

# The share in an engine's state, 0 to 1 in JSON, as whole percent.
percent() {
  digits=$(echo "$1" | sed 's/.*"progress":\([0-9.]*\).*/\100/; s/\.//; s/^\(...\).*/\1/; s/^0*//')
  echo "${digits:-0}"
}

say_tenth() { # STATE PERCENT
  [ "$said" = "$1 $(($2 / 10))" ] || now ready "$1 the model: $2 %"
  said="$1 $(($2 / 10))"
}

wait_until_ready() {
  now ready 'waiting for the appliance (the engine loads its model)'
  began=$(date +%s) moved=$began engine='' said=''
  while ! "$command_file" status --json >"$before/status" 2>"$before/why" || ! grep -q '"ready": *true' "$before/status"; do
    # A large model is read and loaded for minutes: only one that stands still has failed.
    told=$(sed -n 's/.*"engine":{"state":"\([a-z]*"[^}]*\).*/\1/p' "$before/status")
    if [ "$told" != "$engine" ]; then moved=$(date +%s) engine=$told; fi
    case $told in
      checking* | loading*) say_tenth "${told%%\"*}" "$(percent "$told")" ;;
      # It runs: import, search, viewer and evidence work, and the status says what to do.
      none*)
        [ -z "$model" ] || look ready 'it runs, but without the model' 'what to do about it: cloister status'
        break ;;
    esac
    if systemctl is-failed -q cloister.service || [ "$(($(date +%s) - moved))" -gt 180 ]; then
      journalctl -u cloister.service -n 12 -o cat --no-pager 2>/dev/null | cut -c1-400 || :
      stop ready 'the appliance did not come up' 'the lines above are its last words: journalctl -u cloister'
    fi
    sleep 1
  done
  ok ready "after $(($(date +%s) - began)) s"
  ok current "points to $version; before it to ${was_current:-nothing}"
}

say_goodbye() {
  link=$("$command_file" status --json | sed -n 's/.*"setUpLink": *"\([^"]*\)".*/\1/p')
  if [ -n "$link" ]; then
    printf '\nThe first administrator signs up here, once, within the hour:\n\n   %s\n' "$link"
  fi
  printf '\nChanged: 1 user, 2 units, %s,\n         %s, %s\n' "$prefix" "$command_file" "$settings"
  printf 'Undo:    sh %s/current/install.sh --uninstall\n         (keeps %s)\n\nExit status 0.\n' "$prefix" "$data"
}

# Brings files from the stick. Bytes are checked where they will run from, so that a file which changes on the stick
# afterwards changes nothing. Read by install.sh.

bring_release() {
  target=$prefix/releases/$version
  staging=$prefix/new
  if [ -d "$target" ]; then
    if (cd "$target" && sed -n 's,  release/,  ,p' "$bundle/MANIFEST" | sha256sum --check --quiet >/dev/null 2>&1); then
      ok release "$target is there already, all match"
      return
    fi
    stop release "$target is there, but is not this bundle's" "look who changed it, then: rm -r $target"
  fi
  now release "$(mib "$release_bytes") MiB to $staging"
  rm -rf "$staging"
  mkdir -p "$staging" "$prefix/releases"
  cp -R "$bundle/release" "$bundle/licences" "$staging/"
  grep -e '  release/' -e '  licences/' "$bundle/MANIFEST" >"$staging/list"
  if ! (cd "$staging" && sha256sum --check --quiet list >bad 2>/dev/null); then
    name_bad_file "$(sed -n '1s/: .*//p' "$staging/bad")"
  fi
  mv "$staging/licences" "$staging/release/licences"
  find "$staging/release" -type d -exec chmod 755 {} +
  find "$staging/release" -type f -exec chmod 444 {} +
  chmod 555 "$staging/release/bin/node"
  chown -R root:root "$staging/release"
  mv "$staging/release" "$target"
  made_release=$target
  rm -rf "$staging"
  ok release "$target, all match"
}

# Tells a failing stick from a wrong bundle. PATH
name_bad_file() {
  wanted=$(sed -n "s,^\([0-9a-f]*\)  $1\$,\1,p" "$bundle/MANIFEST")
  first=$(sha256sum <"$bundle/$1" | cut -c1-64)
  second=$(sha256sum <"$bundle/$1" | cut -c1-64)
  printf '      wanted      sha256 %s\n      read        sha256 %s\n      read again  sha256 %s\n' "$wanted" "$first" "$second"
  if [ "$first" != "$second" ]; then
    stop file "$1 is bad" 'two readings differ: the stick or its port fails. Try another port'
  fi
  stop file "$1 is bad" 'write this file to the stick again from the folder the bundle was built in'
}

bring_model() {
  [ -n "$model" ] || { look model 'none in this bundle' "put a GGUF file into $data/models, then: systemctl restart cloister"; return; }
  wanted=$(sed -n "s,^\([0-9a-f]*\)  model/$model\$,\1,p" "$bundle/MANIFEST")
  if [ ! -f "$data/models/$model" ]; then
    now model "$model, $(mib "$model_bytes") MiB"
    cp "$bundle/model/$model" "$data/models/.partial"
    if [ "$(sha256sum <"$data/models/.partial" | cut -c1-64)" != "$wanted" ]; then
      rm -f "$data/models/.partial"
      name_bad_file "model/$model"
    fi
    chown cloister:cloister "$data/models/.partial"
    chmod 600 "$data/models/.partial"
    mv "$data/models/.partial" "$data/models/$model"
  fi
  ok model "$data/models/$model"
}

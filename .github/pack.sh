#!/usr/bin/env bash
# A built program → an archive of it with its licences, manual pages and completions, and a checksum beside that.
# The same program gives the same archive. Usage: pack.sh PROGRAM TARGET FOLDER
set -euo pipefail
program=$(realpath "$1") target=$2 folder=$(realpath --canonicalize-missing "$3")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
name="teigen-$version-$target"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
packed="$scratch/$name"
mkdir -p "$packed/completions" "$folder"
cp "$program" "$packed/teigen"
cp README.md README.ja.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$packed"
"$program" man --out "$packed/man" >/dev/null
for shell in bash elvish fish powershell zsh; do
  "$program" completions "$shell" >"$packed/completions/teigen.$shell"
done
chmod -R u=rwX,go=rX "$packed"
tar --create --directory "$scratch" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0 "$name" |
  gzip --no-name -9 >"$folder/$name.tar.gz"
(cd "$folder" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")

#!/usr/bin/env bash
# buf on a folder of protos, with Google's from npm and without a network:
#
#   packaging/buf.sh lint PROTO
#   packaging/buf.sh breaking PROTO OLDER_PROTO
#
# buf resolves imports within a workspace only, and a workspace cannot reach
# outside its folder: so one is laid out in a temporary folder, by copy.
set -euo pipefail

npm="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/npm/node_modules"
google="$npm/google-gax/build/protos/google"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

lay_out() {  # NAME PROTO: a workspace at $work/NAME
  mkdir -p "$work/$1/google/google"
  printf 'version: v1\ndirectories: [proto, google]\n' >"$work/$1/buf.work.yaml"
  cp -rL "$2" "$work/$1/proto"
  cp -r "$google"/{api,rpc,type,longrunning} "$work/$1/google/google/"
}

lay_out new "$2"
cd_buf() { cd "$work/new" && XDG_CACHE_HOME="$work/cache" "$npm/.bin/buf" "$@"; }
case "$1" in
  lint)
    cd_buf lint proto
    ;;
  breaking)
    # Both sides are folders: against an image, buf passes in a workspace
    # whatever was broken.
    lay_out old "$3"
    cd_buf breaking proto --against ../old/proto
    ;;
  *)
    echo "packaging/buf.sh: lint or breaking, not '$1'" >&2
    exit 2
    ;;
esac

# ./dev demo: the reference case on a real server. Sourced by ./dev.

demo() {
  local data='' listen='' keep=''
  while (($#)); do
    case $1 in
      --data) data=${2:?--data which folder}; shift 2 ;;
      --listen) listen=${2:?--listen on what}; shift 2 ;;
      --keep) keep=yes; shift ;;
      *) die "demo: what is '$1'? see ./dev help" ;;
    esac
  done
  build_programs

  local folder=$data
  if [[ -z $data ]]; then
    # A short path: the name of a Unix socket ends at 107 characters.
    folder=$(mktemp -d /tmp/cofi-demo.XXXXXX)
  fi
  mkdir -p -m 700 "$folder"
  folder=$(cd "$folder" && pwd)
  [[ -n $listen ]] || listen=unix:$folder/cofid.sock

  local bin=$PWD/build/release/bin log=$folder/cofid.log server
  say "starting cofid --services=all --data $folder --listen $listen"
  "$bin/cofid" --services=all --data "$folder" --listen "$listen" >"$log" 2>&1 &
  server=$!
  # Expanded now: the trap runs where the local names are gone.
  # shellcheck disable=SC2064
  trap "stop_demo $server '$folder' '$data'" EXIT
  export COFI_SERVER=$listen
  wait_for_server "$server" "$bin/cofi" "$log"

  say 'loading the reference case, and its answers as of 23 March 2018'
  local on=(--as-of 2018-03-23)
  show "$bin" apply -f docs/cases/precarisation.yaml
  docs/cases/precarisation-files.sh "$bin/cofi"
  show "$bin" status precarisation "${on[@]}"
  show "$bin" plan precarisation "${on[@]}"
  show "$bin" deadlines precarisation "${on[@]}"
  show "$bin" pipeline precarisation "${on[@]}"

  [[ -n $keep ]] || return 0
  trap - EXIT
  disown "$server"
  cat <<KEEP

The server goes on, process $server, data and log in $folder. To go on:

  export COFI_SERVER=$listen PATH=$bin:\$PATH
  cofi --help
  cofi status precarisation

To stop it: kill $server${data:-" && rm -r $folder"}
KEEP
}

show() {  # BIN COFI-ARGUMENTS…
  printf '\n$ cofi %s\n' "${*:2}"
  "$1/cofi" "${@:2}"
}

# Exit code 3 is cofi's "cannot reach the server".
wait_for_server() {  # PROCESS COFI LOG
  local code
  # It ends a wait that leads to nothing: a slow machine takes its time.
  for _ in {1..3000}; do
    kill -0 "$1" 2>/dev/null || { cat "$3" >&2; die "the server did not start"; }
    code=0
    "$2" project list >/dev/null 2>&1 || code=$?
    ((code == 3)) || return 0
    sleep 0.1
  done
  cat "$3" >&2
  die "the server did not answer within five minutes"
}

stop_demo() {  # PROCESS FOLDER DATA
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
  [[ -n $3 ]] || rm -rf "$2"
}

# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names set here and used by the scripts, or read from .servers
# What the scripts beside this file share. It is sourced, never run.
#
# Everything a checkout needs while it runs lives under .servers/ of that checkout:
#   id            eight letters made from the checkout's path; names the broker's node and picks the ports
#   checkout      the path the folder was made for
#   ports         which loopback port serves what
#   secrets.env   generated passwords and keys, readable by their owner only
#   postgres/ rabbitmq/   the servers' files; data-path names another place for PostgreSQL's, where root needs one
#   pids/         one file per process we started: its id and its start time
#   logs/         what those processes say
#   keys/ outbox/ photos/   what the Host keeps on disk

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
STATE="$ROOT/.servers"


# The services, each with a database password of its own.
SERVICES=(Booking Visits NoAccess Needs Welfare Messages Analytics)

umask 077
export PATH="$PATH:/usr/sbin:/sbin" # nginx is there, and Debian does not look there for ordinary users

# ---------------------------------------------------------------------------------------------------------------- words

# Scripts that call each other count from the same moment.
export BEGAN=${BEGAN:-${EPOCHREALTIME/./}}

seconds_since() { # a moment in microseconds -> 1.2
  local tenths=$(((${EPOCHREALTIME/./} - $1) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
say() { printf '%s\n' "$@"; }
step() { printf '[%5s s] %s\n' "$(seconds_since "$BEGAN")" "$*"; }
die() {
  printf '%s\n' "$@" >&2
  exit 1
}

# ------------------------------------------------------------------------------------------------------- Debian packages

# need_packages PACKAGE... installs what is missing and starts none of it. Anyone but root is told the command instead.
need_packages() {
  local missing=() package
  for package in "$@"; do
    package_is_here "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" -ne 0 ]; then
    die "These Debian packages are needed and not installed: ${missing[*]}" \
      "Please ask somebody who may install packages to run:" \
      "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
  fi
  command -v apt-get >/dev/null || die "This machine has no apt-get. Please install: ${missing[*]}"
  step "Installing ${missing[*]} (their own services stay off)"
  mkdir -p "$STATE/logs"
  if ! install_quietly "${missing[@]}" >"$STATE/logs/apt.log" 2>&1 </dev/null; then
    tail -n 15 "$STATE/logs/apt.log" >&2
    die "apt-get could not install ${missing[*]}; the whole log is in $STATE/logs/apt.log"
  fi
}

package_is_here() {
  case $1 in
    postgresql) postgres_bin >/dev/null ;;
    rabbitmq-server) [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ;;
    nginx) [ -x /usr/sbin/nginx ] ;;
    fonts-liberation) [ -d /usr/share/fonts/truetype/liberation ] || [ -d /usr/share/fonts/truetype/liberation2 ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# A subshell, so that its trap always puts the machine's own policy back. Two checkouts take turns.
install_quietly() (
  exec 8>/run/repairs-install.lock
  flock 8
  policy=/usr/sbin/policy-rc.d
  [ ! -e $policy ] || mv $policy $policy.before-repairs
  trap 'rm -f $policy; [ ! -e $policy.before-repairs ] || mv $policy.before-repairs $policy' EXIT
  # Debian asks this file before a package may start a service; 101 means no.
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
  umask 022
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update
  apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
)

# ---------------------------------------------------------------------------------------------------- processes we start

# A process is ours only if its id and its start time are those we wrote down: ids are used again after a restart.
start_time_of() {
  local stat fields
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  read -ra fields <<<"${stat##*) }"
  [ "${fields[0]}" != Z ] || return 1
  printf '%s' "${fields[19]}"
}

pid_of() { # NAME -> its process id, or nothing and 1
  local pid since
  read -r pid since 2>/dev/null <"$STATE/pids/$1" || return 1
  [ "$(start_time_of "$pid")" = "$since" ] || return 1
  printf '%s' "$pid"
}
is_running() { pid_of "$1" >/dev/null; }

# start_process NAME COMMAND... in a session of its own (Ctrl-C in this terminal does not reach it), its words to a fresh log.
start_process() {
  local name=$1 pid
  shift
  mkdir -p "$STATE/pids" "$STATE/logs"
  : >"$STATE/logs/$name.log"
  setsid "$@" >>"$STATE/logs/$name.log" 2>&1 </dev/null 9>&- &
  pid=$!
  disown "$pid"
  printf '%s %s\n' "$pid" "$(start_time_of "$pid")" >"$STATE/pids/$name"
}

# stop_process NAME SIGNAL SECONDS asks with the signal, waits, and in the end insists.
stop_process() {
  local name=$1 signal=$2 patience=$(($3 * 20)) pid
  if pid=$(pid_of "$name"); then
    kill -s "$signal" "$pid" 2>/dev/null || true
    while is_running "$name" && ((patience-- > 0)); do sleep 0.05; done
    if is_running "$name"; then
      say "$name did not stop when asked; ending it."
      kill -s KILL "$pid" 2>/dev/null || true
      while is_running "$name"; do sleep 0.05; done
    fi
  fi
  rm -f "$STATE/pids/$name"
}

# wait_until NAME SECONDS CHECK... until the check passes; a process that ended or took too long is explained by its log.
wait_until() {
  local name=$1 patience=$(($2 * 20)) seconds=$2
  shift 2
  until "$@"; do
    is_running "$name" || explain_and_die "$name" "$name ended while it was starting."
    ((patience-- > 0)) || explain_and_die "$name" "$name was not ready after $seconds seconds."
    sleep 0.05
  done
}
explain_and_die() {
  tail -n 25 "$STATE/logs/$1.log" >&2 2>/dev/null || true
  die "$2 The lines above are the end of $STATE/logs/$1.log"
}

# end_marked MARK ends every process that carries REPAIRS_MARK=MARK in its environment: whatever a build or a test
# started and forgot, in whichever session it hides.
end_marked() {
  local environ pid signal
  for signal in TERM KILL; do
    for environ in /proc/[0-9]*/environ; do
      pid=${environ#/proc/}
      pid=${pid%/environ}
      if grep -qzxF "REPAIRS_MARK=$1" "$environ" 2>/dev/null; then
        kill -s "$signal" "$pid" 2>/dev/null || true
      fi
    done
    [ "$signal" = KILL ] || sleep 0.2
  done
}

# ------------------------------------------------------------------------------------------------------------- addresses

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port_from() { # PORT [TAKEN...] -> the first port from there on that nobody answers on
  local port=$1
  shift
  while [[ " $* " == *" $port "* ]] || port_answers "$port"; do port=$((port + 1)); done
  printf '%s' "$port"
}

# http_get URL -> the whole answer, head and body, or 1 when nobody answers. Plain http only; saves needing curl.
http_get() {
  local authority=${1#http://} path=/
  [[ $authority != */* ]] || path=/${authority#*/}
  authority=${authority%%/*}
  (
    exec 3<>"/dev/tcp/${authority%:*}/${authority##*:}" || exit 1
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$path" "$authority" >&3
    timeout 5 cat <&3
  ) 2>/dev/null
}

# ------------------------------------------------------------------------------------------------- this checkout's state

random_hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
random_base64() { head -c "$1" /dev/urandom | base64 -w0; }

# prepare_state makes .servers/ on the first call and checks on every later one that it is really ours.
prepare_state() {
  if [ -d "$STATE" ]; then
    local owner
    owner=$(stat -c %U "$STATE")
    [ "$owner" = "$(id -un)" ] || die "$STATE belongs to $owner: please run this as $owner, or use a checkout of your own."
  fi
  mkdir -p "$STATE"/{pids,logs,keys,outbox,photos}
  chmod 711 "$STATE"

  if [ -e "$STATE/checkout" ] && [ "$(<"$STATE/checkout")" != "$ROOT" ] && [ -e "$(<"$STATE/checkout")/.servers/checkout" ]; then
    die "$STATE was copied from $(<"$STATE/checkout"), which still uses it." \
      "Delete $STATE and run this again; this checkout then gets servers and data of its own."
  fi
  printf '%s\n' "$ROOT" >"$STATE/checkout"
  [ -s "$STATE/id" ] || printf '%s' "$ROOT" | sha256sum | cut -c1-8 >"$STATE/id"
  [ -s "$STATE/secrets.env" ] || make_secrets
  [ -s "$STATE/ports" ] || : >"$STATE/ports"
}

make_secrets() {
  local service
  {
    say "# Made once for this checkout. Deleting .servers/ makes new ones, with new databases."
    say "PostgresPassword=$(random_hex 24)"
    say "BrokerPassword=$(random_hex 24)"
    say "BrokerCookie=$(random_hex 24)"
    for service in "${SERVICES[@]}"; do
      say "Repairs__DatabasePasswords__$service=$(random_hex 24)"
    done
    say "Repairs__LinkKey=$(random_base64 32)"
    say "Repairs__ServiceToken=$(random_hex 32)"
  } >"$STATE/secrets.env.new"
  chmod 600 "$STATE/secrets.env.new"
  mv "$STATE/secrets.env.new" "$STATE/secrets.env"
}

# load_state reads id, ports, secrets and the data path into variables.
load_state() {
  ID=$(<"$STATE/id")
  PostgresPort='' BrokerPort='' DistributionPort='' EpmdPort=''
  PostgresPassword='' BrokerPassword='' BrokerCookie=''
  # shellcheck source=/dev/null
  source "$STATE/ports"
  # shellcheck source=/dev/null
  source "$STATE/secrets.env"
  DATA="$STATE/postgres"
  [ ! -s "$STATE/data-path" ] || DATA=$(<"$STATE/data-path")
  NODE="repairs-$ID@localhost"
}

# What the Host reads (README.md here explains each); one name=value per line, values unquoted.
settings() {
  local service password
  say "Repairs__Database=Host=127.0.0.1;Port=$PostgresPort;Database=repairs"
  say "Repairs__DatabaseAdmin=Host=127.0.0.1;Port=$PostgresPort;Database=repairs;Username=postgres;Password=$PostgresPassword"
  for service in "${SERVICES[@]}"; do
    password=Repairs__DatabasePasswords__$service
    say "$password=${!password}"
  done
  say "Repairs__Broker=amqp://repairs:$BrokerPassword@127.0.0.1:$BrokerPort/"
  say "Repairs__LinkKey=$Repairs__LinkKey"
  say "Repairs__ServiceToken=$Repairs__ServiceToken"
  say "Repairs__DataProtectionKeys=$STATE/keys"
  say "Repairs__OutboxFolder=$STATE/outbox"
  say "Repairs__PhotoFolder=$STATE/photos"
}

export_settings() {
  local line
  while IFS= read -r line; do export "${line?}"; done < <(settings)
}

# ------------------------------------------------------------------------------------------------------------ PostgreSQL

# The newest PostgreSQL of the distribution; a database that exists keeps the version that made it.
postgres_bin() {
  local bin version='*'
  [ ! -r "${DATA:-/nowhere}/cluster/PG_VERSION" ] || version=$(<"$DATA/cluster/PG_VERSION")
  # shellcheck disable=SC2086 # the star is meant
  bin=$(printf '%s\n' /usr/lib/postgresql/$version/bin | sort -V | tail -n 1)
  [ -x "$bin/postgres" ] || return 1
  printf '%s' "$bin"
}

# PostgreSQL will not run as root: there, the user its package made runs it.
AS_POSTGRES=()
[ "$(id -u)" -ne 0 ] || AS_POSTGRES=(setpriv --reuid=postgres --regid=postgres --init-groups --)

# ---------------------------------------------------------------------------------------------------------------- .NET

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

need_dotnet() {
  command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' && return 0
  die "The .NET 10 SDK is needed and was not found." \
    "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 (Debian: package dotnet-sdk-10.0), then run this again."
}

# build PROJECT-OR-SOLUTION: quiet, errors shown, and nothing of the compiler stays behind. Skipped when no source changed.
build() {
  local what=$1 stamp now ended=0 log="$STATE/logs/build.log" mark="repairs-build-$ID-$$"
  stamp="$STATE/built-${what//\//-}"
  now=$(sources_now)
  if [ -e "$HOST_DLL" ] && [ -s "$stamp" ] && [ "$(<"$stamp")" = "$now" ]; then return 0; fi
  rm -f "$stamp"
  REPAIRS_MARK=$mark dotnet build "$ROOT/$what" -c Release -nodeReuse:false -tl:off -v quiet \
    -p:SharedCompilationId="$mark" >"$log" 2>&1 </dev/null || ended=$?
  end_marked "$mark" # the compiler stays to serve the next build; its socket lies in the temporary folder
  rm -f "${TMPDIR:-/tmp}/$mark"
  if ((ended != 0)); then
    grep -E ': (error|warning) ' "$log" | sort -u | head -n 40 >&2 || tail -n 40 "$log" >&2
    die "The build of $what did not succeed; the whole log is in $log"
  fi
  say "$now" >"$stamp"
}

# Names, sizes and times of every source file, and of what was built from them, as one short text.
sources_now() {
  (
    cd "$ROOT" || exit
    find . \( -name .git -o -name bin -o -name obj -o -name .servers -o -name node_modules -o -name TestResults \) -prune -o \
      -type f \( -path './services/*' -o -path './contracts/*' -o -path './tests/*' -o -path './Directory.*' -o -path './*.sln' -o -path './global.json' \) \
      -printf '%p %s %T@\n'
  ) | sort | sha256sum | cut -c1-32
}

# How this machine's Host differs from one in production: it listens on loopback and has demonstration people to sign in as.
export_demonstration() { # URL
  export REPAIRS_URL=$1 Repairs__PublicUrl=${Repairs__PublicUrl:-$1} Repairs__Demo=true ASPNETCORE_ENVIRONMENT=Development
}

HOST_PROJECT=services/Host/Repairs.Host.csproj
HOST_DLL="$ROOT/services/Host/bin/Release/net10.0/Repairs.Host.dll"

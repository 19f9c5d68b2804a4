# shellcheck shell=bash
# Builds Millrace with Maven when something is missing or older than its sources, one launcher at a time.

stamp=$root/target/built
build_log=$root/target/build.log
lock=$root/target/build.lock
maven_pid=''

# Sets mvn, empty if there is none.
find_maven() {
  local place
  if mvn=$(command -v mvn); then return; fi
  for place in "${MAVEN_HOME:-}" "${M2_HOME:-}" "$HOME/.sdkman/candidates/maven/current" /opt/homebrew /usr/local /opt/maven; do
    if [ -n "$place" ] && [ -x "$place/bin/mvn" ]; then mvn=$place/bin/mvn; return; fi
  done
}

check_maven() {
  local found=none
  if [ -n "$mvn" ]; then
    found=$(JAVA_HOME=$java_home "$mvn" -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' | head -1)
    case $found in [4-9].* | 3.[89].* | 3.[1-9][0-9].*) return ;; esac
    found="${found:-one that does not start} ($mvn)"
  fi
  say "error: Millrace is built with Maven 3.8 or newer; found $found. Install it:
  Debian, Ubuntu  sudo apt-get install maven
  Fedora, RHEL    sudo dnf install maven
  macOS           brew install maven"
  exit 2
}

jar_of() { printf '%s' "$root/$1/target/millrace-${1##*/}-$version.jar"; }

# The class path of module $1: its jar, what it runs with and, for the jobs, Spark, which a cluster would bring itself.
class_path_of() {
  local list
  jar_of "$1"
  for list in "$root/$1/target/class-path" "$root/$1/target/class-path-of-spark"; do
    [ ! -s "$list" ] || printf ':%s' "$(cat "$list")"
  done
}

# Why module $1 cannot start as it is; nothing if it can. A plain `mvn package` or `mvn verify` counts as a build too.
why_build() {
  local pom module jar reference newer entry IFS=:
  if [ ! -f "$root/$1/target/class-path" ]; then echo "$1 is not built yet"; return; fi
  for entry in $(class_path_of "$1"); do
    if [ ! -e "$entry" ]; then echo "$entry is missing"; return; fi
  done
  case $(cat "$root/$1/target/class-path") in
    *"$root/schemas/target/"*) ;;
    *) echo 'it was built in another directory'; return ;;
  esac
  for pom in "$root"/*/pom.xml "$root"/*/*/pom.xml; do
    module=${pom%/pom.xml}
    module=${module#"$root/"}
    [ -d "$root/$module/src/main" ] || continue
    jar=$(jar_of "$module")
    if [ ! -f "$jar" ]; then echo "$module is not built yet"; return; fi
    # The stamp is as old as the start of the launcher's last build; a jar younger than its log comes from a plain Maven.
    reference=$stamp
    if [ ! -f "$stamp" ] || [ "$jar" -nt "$build_log" ]; then reference=$jar; fi
    newer=$(find "$root/pom.xml" "$pom" "$root/$module/src/main" -newer "$reference" | head -1)
    if [ -n "$newer" ]; then echo "${newer#"$root/"} has changed"; return; fi
  done
}

any_alive() {
  local pid
  for pid in $1; do
    if kill -0 "$pid" 2>/dev/null || ps -p "$pid" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# Of the processes $1 none lives, or none has signed the lock for $2 seconds.
abandoned() {
  if [ -n "$1" ]; then ! any_alive "$1"; else [ "$2" -ge 10 ]; fi
}

# `mkdir` succeeds for one process only. An abandoned lock is moved away by the one that makes `clearing` in it.
take_lock() {
  local holder waited=0
  until mkdir "$lock" 2>/dev/null; do
    [ -w "$root/target" ] || refuse "Cannot write to $root/target."
    holder=$(cat "$lock/pid" 2>/dev/null) || holder=''
    if abandoned "$holder" $waited && mkdir "$lock/clearing" 2>/dev/null; then
      if [ "$(cat "$lock/pid" 2>/dev/null)" = "$holder" ]; then
        mv "$lock" "$lock.$$" && rm -rf "$lock.$$"
      else
        rmdir "$lock/clearing"
      fi
      continue
    fi
    if [ $((waited % 10)) -eq 0 ]; then say "Waiting for another build to end (process ${holder:-unknown}, $waited s)."; fi
    sleep 1
    waited=$((waited + 1))
  done
  echo $$ >"$lock/pid"
}

end_build() {
  [ -z "$maven_pid" ] || kill "$maven_pid" 2>/dev/null || true
  rm -rf "$lock"
}

# What Maven is at after $1 seconds: the module and the number of files fetched.
progress() {
  local module fetched
  module=$(sed -n 's|^\[INFO\] Building \(.*[^ ]\)  *\[\([0-9/]*\)\]$|\2 \1|p' "$build_log" | tail -1)
  fetched=$(grep -c 'Downloaded from' "$build_log") || true
  printf 'Building, %s s  %s%s' "$1" "$module" "$([ "$fetched" -eq 0 ] || echo ", $fetched files fetched")"
}

show_progress() {
  local start=$1 ticks=0
  while any_alive "$maven_pid"; do
    sleep 0.5
    ticks=$((ticks + 1))
    if [ -t 2 ]; then
      printf '\r\033[2K%s' "$(progress $((SECONDS - start)))" >&2
    elif [ $((ticks % 20)) -eq 0 ]; then
      say "$(progress $((SECONDS - start)))"
    fi
  done
  [ ! -t 2 ] || printf '\r\033[2K' >&2
}

announce_build() {
  say "Building Millrace, because $1: mvn package -DskipTests, on $java_home."
  if [ ! -d "$HOME/.m2/repository/org/apache/spark" ]; then
    say 'Maven downloads what its local repository (~/.m2) lacks, the first time about 500 MB: Spark, ONNX Runtime,
the tokenizer, an encoder, PostgreSQL, and the plugins of the build.'
  fi
}

build() {
  local start=$SECONDS failed=''
  find_java javac
  check_maven
  announce_build "$1"
  touch "$stamp.next"
  : >"$build_log"
  (cd "$root" && JAVA_HOME=$java_home exec "$mvn" -B -DskipTests package) >"$build_log" 2>&1 </dev/null &
  maven_pid=$!
  # Both sign: Maven goes on if its launcher is killed.
  echo "$$ $maven_pid" >"$lock/pid"
  show_progress "$start"
  wait "$maven_pid" || failed=yes
  maven_pid=''
  if [ -n "$failed" ]; then
    say "error: The build failed after $((SECONDS - start)) s:"
    { grep '^\[ERROR\]' "$build_log" || cat "$build_log"; } | tail -15 >&2
    say "The whole log is $build_log."
    exit 3
  fi
  # Touched at the start, so that a source saved meanwhile is newer.
  mv "$stamp.next" "$stamp"
  say "Built in $((SECONDS - start)) s."
}

build_if_needed() {
  local why
  why=$(why_build "$1")
  [ -n "$why" ] || return 0
  mkdir -p "$root/target" 2>/dev/null || refuse "Cannot write to $root."
  take_lock
  trap end_build EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  # While this launcher waited, another may have built.
  why=$(why_build "$1")
  [ -z "$why" ] || build "$why"
  trap - EXIT INT TERM HUP
  end_build
}

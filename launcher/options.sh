# shellcheck shell=bash
# The options and the environment of the Java process.

# Memory of the machine or, if smaller, of the container, in MiB; 0 if unknown.
memory_mib() {
  local bytes=0 limit file
  if [ -n "$is_mac" ]; then
    bytes=$(sysctl -n hw.memsize 2>/dev/null) || bytes=0
  elif [ -r /proc/meminfo ]; then
    bytes=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) * 1024))
    for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
      limit=$(cat "$file" 2>/dev/null) || continue
      case $limit in '' | *[!0-9]*) continue ;; esac
      if [ "$limit" -lt "$bytes" ]; then bytes=$limit; fi
    done
  fi
  echo $((bytes / 1048576))
}

heap_mib() {
  local memory
  memory=$(memory_mib)
  if [ "$memory" -ge 8192 ] || [ "$memory" -eq 0 ]; then echo 4096; else echo $((memory / 2)); fi
}

# MILLRACE_HOME, absolute.
millrace_home() {
  local home=${MILLRACE_HOME:-.millrace}
  case $home in /*) ;; *) home=$PWD/$home ;; esac
  printf '%s' "$home"
}

# Sets java_options for module $1 and kind of JVM $2.
set_java_options() {
  local home
  home=$(millrace_home)
  java_options=(
    -XX:+IgnoreUnrecognizedVMOptions
    -XX:-UsePerfData # else every process leaves a file in /tmp
    "-Xmx$(heap_mib)m"
    -Dfile.encoding=UTF-8
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
    -Dsun.stdout.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 # their names in Java 17
    "-Dmillrace.home=$home"
    "-Dmillrace.log=$home/logs/millrace.log"
    "-Dmillrace.install=$root"
    "-Dmillrace.mvn=$mvn"
    -Dai.djl.offline=true # the jar of the tokenizer has all it needs
  )
  if [ "$2" = brief ]; then
    # Over before the optimising compiler and parallel collectors would have earned their start-up time.
    java_options+=(-Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
    add_class_archive "$1"
  else
    # Nobody waits for a pause: throughput counts, and G1's concurrent threads would take cores from the model.
    java_options+=(-XX:+UseParallelGC)
  fi
  [ "$1" != jobs ] || add_spark_options
  [ ! -t 2 ] || add_terminal_options
  add_options_of_the_user
}

# Classes of module $1 as they lie in memory, which saves a third of the start. Java writes such an archive when the first
# command ends; it bears the number of that process until it is whole.
add_class_archive() {
  local archive part
  archive=$root/$1/target/classes-$(version_of "$java_home").jsa
  for part in "$archive".*; do
    [ ! -f "$part" ] || any_alive "${part##*.}" || mv -f "$part" "$archive" 2>/dev/null || true
  done
  if [ "$archive" -nt "$(jar_of "$1")" ]; then
    java_options+=("-XX:SharedArchiveFile=$archive" -Xlog:disable) # silent where it does not fit: then it is not used
  elif [ -w "$root/$1/target" ]; then
    java_options+=("-XX:ArchiveClassesAtExit=$archive.$$" -Xlog:disable)
  fi
}

# What Spark opens for itself on Java 17 and 21 when spark-submit starts it (its class JavaModuleOptions).
add_spark_options() {
  local package
  java_options+=(-Djdk.reflect.useDirectMethodHandle=false -Dio.netty.tryReflectionSetAccessible=true)
  for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
    java_options+=("--add-opens=java.base/$package=ALL-UNNAMED")
  done
}

# Java 17 cannot tell whether one stream alone is a terminal, nor how wide it is.
add_terminal_options() {
  local columns
  java_options+=(-Dmillrace.terminal=true)
  columns=$(stty size <&2 2>/dev/null) || columns=''
  columns=${columns#* }
  case $columns in '' | 0 | *[!0-9]*) ;; *) java_options+=("-Dmillrace.columns=$columns") ;; esac
}

# The last of two equal options wins, so that the user's come last.
add_options_of_the_user() {
  local given=()
  read -r -d '' -a given <<<"${MILLRACE_JAVA_OPTS:-}" || true
  java_options+=(${given[@]+"${given[@]}"})
}

set_environment() {
  export JAVA_HOME="$java_home"
  # One thread a caller: the tasks already keep every core busy.
  export RAYON_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false
  export DJL_CACHE_DIR="$(millrace_home)/cache/djl" OPT_OUT_TRACKING=true
  # glibc gives each thread an arena of its own and hands little back: with tensors made and freed by many threads the
  # process would grow to several times what it uses.
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
  # cron and Airflow often set no locale; Java would then read every umlaut in an argument as a question mark.
  if [ -z "$is_mac" ]; then
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in C | POSIX) export LC_ALL=C.UTF-8 ;; esac
  fi
}

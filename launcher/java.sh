# shellcheck shell=bash
# Finds a Java 17 or 21. Sets java_home.

usual_places="/usr/lib/jvm/*:/Library/Java/JavaVirtualMachines/*/Contents/Home:$HOME/Library/Java/JavaVirtualMachines/*/Contents/Home"
usual_places="$usual_places:/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home:$HOME/.sdkman/candidates/java/*"
usual_places="$usual_places:/opt/*jdk*:/opt/java/*:$HOME/.jdks/*:$HOME/.asdf/installs/java/*:$HOME/.local/share/mise/installs/java/*"

java_home=''
passed_over=''

# The value of key $2 in the file `release` of the Java home $1; nothing if it has none.
release_value() {
  [ ! -f "$1/release" ] || sed -n "s/^$2=\"\\(.*\\)\"/\\1/p" "$1/release"
}

# The version of the Java home $1. Prefers the file `release`: starting Java to ask costs a tenth of a second.
version_of() {
  local found
  found=$(release_value "$1" JAVA_VERSION)
  [ -n "$found" ] || found=$("$1/bin/java" -version 2>&1 | sed -n 's/^[^"]*version "\([^"]*\)".*/\1/p' | head -1)
  printf '%s\n' "${found:-of unknown version}"
}

# Sets java_home and succeeds if $1 is the home of a Java 17 or 21 with the program $2; else remembers why not.
fits() {
  local home=$1 found flaw=''
  [ -n "$home" ] && [ -x "$home/bin/java" ] || return 1
  found=$(version_of "$home")
  case ${found%%[!0-9]*} in 17 | 21) ;; *) flaw=' ' ;; esac
  [ -x "$home/bin/$2" ] || flaw=", without $2"
  # Rosetta would run an Intel Java on Apple silicon, and then no native library fits.
  if [ -n "$is_mac" ] && [ "$(release_value "$home" OS_ARCH)" = x86_64 ]; then flaw=', for Intel'; fi
  if [ -z "$flaw" ]; then
    java_home=$home
    return 0
  fi
  found="  Java $found in $home${flaw% }"
  case "$passed_over$newline" in *"$found$newline"*) ;; *) passed_over="$passed_over$newline$found" ;; esac
  return 1
}

# The home of the `java` on the PATH; a version manager's or macOS's stand-in has to be asked.
home_on_path() {
  local java home asked
  java=$(command -v java) || return 0
  home=$(follow_links "$java")
  home=${home%/bin/java}
  if [ ! -f "$home/release" ]; then
    asked=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    home=${asked:-$home}
  fi
  printf '%s\n' "$home"
}

# Finds a Java with the program $1: `java` to run, `javac` to build.
find_java() {
  local place places=${MILLRACE_JDK_PLACES:-$usual_places} IFS=:
  if fits "${JAVA_HOME:-}" "$1" || fits "$(home_on_path)" "$1"; then return; fi
  for place in $places; do
    if fits "$place" "$1"; then return; fi
  done
  if [ "$places" = "$usual_places" ] && [ -x /usr/libexec/java_home ]; then
    for place in 17 21; do
      if fits "$(/usr/libexec/java_home -v "$place" 2>/dev/null)" "$1"; then return; fi
    done
  fi
  local needs='runs on Java 17 or 21'
  [ "$1" = java ] || needs='is built with a JDK 17 or 21'
  say "error: Millrace $needs; found ${passed_over:-none}"
  say 'Install one, or set JAVA_HOME to one that lies elsewhere:
  Debian, Ubuntu  sudo apt-get install openjdk-17-jdk
  Fedora, RHEL    sudo dnf install java-21-openjdk-devel
  macOS           brew install openjdk@17'
  exit 2
}

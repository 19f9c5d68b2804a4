# shellcheck shell=bash
# Refuses a machine without native libraries in words; ONNX Runtime itself would only say UnsatisfiedLinkError.

check_platform() {
  local module=$1 system machine
  system=$(uname -s)
  machine=$(uname -m)
  case $system in
    Darwin) check_mac "$machine" ;;
    Linux) check_linux "$module" "$machine" ;;
    *) refuse "Millrace runs on Linux, WSL2 and macOS, not on $system. On Windows, use it inside WSL2." ;;
  esac
}

check_mac() {
  # Under Rosetta uname says x86_64; the kernel knows.
  if [ "$1" != arm64 ] && [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" != 1 ]; then
    refuse 'No native libraries (ONNX Runtime, tokenizer) exist for macOS on Intel. Use Apple silicon, or Linux.'
  fi
}

check_linux() {
  local module=$1 machine=$2 glibc minor
  case $machine in
    x86_64 | aarch64 | arm64) ;;
    *) refuse "Native libraries exist for x86-64 and arm64 only, not for $machine." ;;
  esac
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || glibc=''
  glibc=${glibc#glibc }
  case $glibc in
    2.[0-9]*) ;;
    *) refuse 'No native libraries exist for this C library (musl, as on Alpine?). Use a Linux with glibc 2.34 or newer.' ;;
  esac
  minor=${glibc#2.}
  # Only the tokenizer asks for so new a one; the database runs on older systems too.
  if [ "$module" != sql ] && [ "${minor%%[!0-9]*}" -lt 34 ]; then
    refuse "The tokenizer needs glibc 2.34 or newer; this system has $glibc (RHEL 8? Ubuntu 20.04?)."
  fi
}

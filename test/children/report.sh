#!/bin/sh
# Writes down in what state a program was started, one fact a line, without numbers that differ from run to run.
# Usage: report.sh; the report goes to stdout. Then it stays.
stat=$(cat "/proc/$$/stat")
stat=${stat##*) }
set -- $stat
parent=$2 group=$3 session=$4 terminal=$5

relation() {
  if [ "$1" = "$$" ]; then echo self; elif [ "$1" = "$parent" ]; then echo parent; else echo "$2"; fi
}
parent_session=$(cut -d ' ' -f 6 "/proc/$parent/stat")
if [ "$session" = "$parent_session" ]; then session_relation="the parent's"; else session_relation=other; fi

echo "uid gid groups: $(id -u) $(id -g) $(id -G)"
echo "names: $(id)"
echo "directory: $(pwd)"
echo "umask: $(umask)"
if tr '\0' ' ' < "/proc/$parent/cmdline" | grep -q -e supervisord -e vigild; then daemon=yes; else daemon=no; fi
echo "child of the daemon: $daemon"
echo "process group: $(relation "$group" other)"
echo "session: $session_relation"
echo "terminal: $terminal"
echo "nice: $(nice)"
echo "descriptors, of which 10 is this script:"
ls "/proc/$$/fd"
echo "fd 0: $(stat -L -c %F "/proc/$$/fd/0")"
echo "fd 1: $(stat -L -c %F "/proc/$$/fd/1")"
echo "fd 2: $(stat -L -c %F "/proc/$$/fd/2")"
echo "flags 0: $(grep '^flags' "/proc/$$/fdinfo/0" | tr -d '\t')"
echo "flags 1: $(grep '^flags' "/proc/$$/fdinfo/1" | tr -d '\t')"
if [ "$(readlink "/proc/$$/fd/1")" = "$(readlink "/proc/$$/fd/2")" ]; then same=yes; else same=no; fi
echo "stdout is stderr: $same"
echo "end of report"
exec sleep 1000

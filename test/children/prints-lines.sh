#!/bin/sh
# Prints numbered lines in bursts, each marked with its pid, and a last one that says "end", also when it is told to
# stop. Usage: prints-lines.sh BURSTS LINES_PER_BURST PAUSE STATUS
number=0
print() {
  number=$((number + 1))
  echo "$$ $number $1"
}
trap 'print end; exit 0' TERM
bursts=$1
while [ "$bursts" -gt 0 ]; do
  lines=$2
  while [ "$lines" -gt 0 ]; do
    print line
    lines=$((lines - 1))
  done
  sleep "$3"
  bursts=$((bursts - 1))
done
trap '' TERM
print end
exit "$4"

#!/bin/sh
# usage: numbers-its-lines.sh PAUSE BURST BURSTS HOW
# Writes "PID N" lines, BURST at a time with a PAUSE in between. After BURSTS bursts it says "PID bye N" and ends in the
# way HOW, a signal's name or an exit status; 0 bursts: never.
pause=$1 burst=$2 bursts=$3 how=$4
line=0 done=0
while [ "$bursts" -eq 0 ] || [ "$done" -lt "$bursts" ]; do
  i=0
  while [ "$i" -lt "$burst" ]; do
    i=$((i + 1)) line=$((line + 1))
    echo "$$ $line"
  done
  done=$((done + 1))
  sleep "$pause"
done
echo "$$ bye $line"
case $how in
  [0-9]*) exit "$how" ;;
  *) kill -"$how" $$ ;;
esac

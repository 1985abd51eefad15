#!/bin/sh
# An event listener that writes each event down and answers OK.
# Usage: event-recorder.sh FILE
while :; do
  echo READY
  read -r header || exit 0
  length=${header##*len:}
  payload=$(dd bs=1 count="$length" 2> /dev/null)
  printf '%s | %s\n' "$header" "$payload" >> "$1"
  printf 'RESULT 2\nOK'
done

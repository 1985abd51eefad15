#!/bin/sh
# An event listener that is slow: writes the serial and the last line of each event to the file $1.
echo READY
while read -r header; do
  serial= length=0
  for field in $header; do
    case $field in
      serial:*) serial=${field#serial:} ;;
      len:*) length=${field#len:} ;;
    esac
  done
  payload=$(dd bs=1 count="$length" 2>/dev/null)
  sleep 0.3
  echo "$serial $(printf '%s\n' "$payload" | tail -n 1)" >>"$1"
  printf "RESULT 2\nOK"
  echo READY
done

#!/bin/sh
# An event listener whose first lives read the beginning of an event and die, each leaving a child that reads from the
# same input for ever. The life after them writes down what it gets.
# Usage: dies-at-work.sh DIRECTORY DEATHS
echo READY
if [ "$(cat "$1/deaths" 2> /dev/null | wc -l)" -lt "$2" ]; then
  head -c 20 > /dev/null
  echo dead >> "$1/deaths"
  cat <&0 > /dev/null &
  kill -s KILL $$
fi
exec cat > "$1/event"

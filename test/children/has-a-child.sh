#!/bin/sh
# Starts a child in its own process group and waits for it; the child's pid goes to a file.
# Usage: has-a-child.sh FILE [ignore]: with "ignore" both ignore TERM.
if [ "$2" = ignore ]; then trap '' TERM; fi
sleep 1000 &
echo $! > "$1"
wait
while :; do sleep 0.1; done

#!/bin/sh
# Ignores TERM; says when it is ready to do so.
# Usage: ignores-term.sh FILE
trap '' TERM
echo ready > "$1"
while :; do sleep 0.1; done

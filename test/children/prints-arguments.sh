#!/bin/sh
# Prints its own name and arguments, one a line, and stays.
printf '<%s>\n' "$0" "$@"
exec sleep 1000

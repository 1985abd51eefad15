#!/bin/sh
# Exits with a status, or by a signal, as soon as a file exists; the file is removed, so that a restarted copy waits.
# Usage: exits-when-told.sh FILE STATUS|SIGNAL
until [ -e "$1" ]; do sleep 0.05; done
rm "$1"
case $2 in
[0-9]*) exit "$2" ;;
*) kill -s "$2" $$ ;;
esac

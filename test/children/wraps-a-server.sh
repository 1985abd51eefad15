#!/bin/sh
# A wrapper as some servers have one: starts the server in a session of its own and stays until the server ends. The
# server writes its pid to one file and the names of the signals that it gets to another; TERM, INT and QUIT end it.
# Usage: wraps-a-server.sh PIDFILE SIGNALFILE
setsid sh -c '
  for signal in HUP USR1 USR2; do trap "echo $signal >> \"$2\"" "$signal"; done
  for signal in TERM INT QUIT; do trap "echo $signal >> \"$2\"; rm \"$1\"; exit 0" "$signal"; done
  echo $$ > "$1.new"
  mv "$1.new" "$1"
  while :; do sleep 0.05; done
' server "$1" "$2"
echo "the server has ended"

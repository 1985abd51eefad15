#!/bin/sh
# Prints the signal that it received, and exits with a status of its own for each.
trap 'echo got TERM; exit 11' TERM
trap 'echo got INT; exit 12' INT
trap 'echo got QUIT; exit 13' QUIT
trap 'echo got HUP; exit 14' HUP
trap 'echo got USR1; exit 15' USR1
trap 'echo got USR2; exit 16' USR2
echo ready
while :; do sleep 0.05; done

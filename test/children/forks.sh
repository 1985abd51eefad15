#!/bin/sh
# Leaves a grandchild behind that ends by itself, in its own session or in the program's process group.
# Usage: forks.sh session|group LIFETIME_OF_GRANDCHILD OWN_LIFETIME STATUS
case $1 in
session) setsid sleep "$2" & ;;
*) sleep "$2" & ;;
esac
sleep "$3"
exit "$4"

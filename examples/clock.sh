# Says how to talk to the daemon, then the time every five seconds.
echo 'Talk to this vigild from another terminal: bin/vigilctl -c examples/hello.conf status  (Ctrl-C here ends it)'
while :; do
  date '+clock: %H:%M:%S'
  sleep 5
done

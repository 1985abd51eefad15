#!/usr/bin/python3
# An event listener as operators wrote them for Supervisor: its own module reads the events.
# Usage: event-recorder.py FILE
import json
import sys

from supervisor import childutils

while True:
    headers, payload = childutils.listener.wait()
    with open(sys.argv[1], 'a', encoding='utf-8') as file:
        file.write(json.dumps([headers, payload], ensure_ascii=False) + '\n')
    childutils.listener.ok()

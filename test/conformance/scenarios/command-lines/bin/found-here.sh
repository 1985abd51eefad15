#!/bin/sh
echo "<$0>"
exec sleep 1000

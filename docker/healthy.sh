#!/usr/bin/env bash
# Exit code 0 when the program in this container takes traffic. The image has neither curl nor wget.
set -euo pipefail
port=${ASPNETCORE_URLS##*:}
exec 3<>"/dev/tcp/127.0.0.1/${port%/}"
printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]

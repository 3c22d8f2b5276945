#!/usr/bin/env bash
# Runs once, when the database container creates its cluster.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v owner_password="$DEDUP_OWNER_PASSWORD" -v app_password="$DEDUP_APP_PASSWORD" \
    -f /roles/roles.sql

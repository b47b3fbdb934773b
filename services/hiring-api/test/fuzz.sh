#!/usr/bin/env bash
# Fuzzes a running hiring-api by its own OpenAPI document. Needs schemathesis (`pip install schemathesis==4.32.5`), and in
# the environment HIRING_URL and HIRING_KEY, a key of a company that may be filled with nonsense. The same requests each
# time; with `--seed N` others. Further arguments are handed on.
set -euo pipefail
: "${HIRING_URL:?where the service is, as in http://127.0.0.1:5002}" "${HIRING_KEY:?a key of a company to fill with nonsense}"
here=$(cd "$(dirname "$0")" && pwd)

me=$(curl --silent --show-error --fail --header "Authorization: Bearer $HIRING_KEY" "$HIRING_URL/v1/me")
HIRING_COMPANY=$(sed -E 's/.*"companyId":"([^"]+)".*/\1/' <<<"$me")
export HIRING_COMPANY

case " $* " in *' --seed '*) ;; *) set -- --generation-deterministic "$@" ;; esac

# Where it leaves its examples and failures. One worker: two trip over a race of CPython 3.11's parser now and then.
cd "$(mktemp -d)"
exec schemathesis --config-file "$here/schemathesis.toml" --no-color run "$HIRING_URL/openapi.json" \
  --header "Authorization: Bearer $HIRING_KEY" --max-examples 50 --workers 1 "$@"

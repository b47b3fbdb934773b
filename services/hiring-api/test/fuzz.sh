#!/usr/bin/env bash
# Fuzzes a running hiring-api by its own OpenAPI document: HIRING_URL, HIRING_KEY (a key of a company that may be filled
# with nonsense). Takes schemathesis from the PATH (`pip install schemathesis==4.32.5`). Further arguments are handed on.
#
# Off: `unsupported_method`, which wants 405 where Fastify answers 404.
set -euo pipefail
: "${HIRING_URL:?where the service is, as in http://127.0.0.1:5002}" "${HIRING_KEY:?a key of a company to fill with nonsense}"

exec schemathesis run "$HIRING_URL/openapi.json" \
  --header "Authorization: Bearer $HIRING_KEY" \
  --exclude-checks unsupported_method \
  --max-examples "${HIRING_FUZZ_EXAMPLES:-100}" \
  --workers 2 --no-color "$@"

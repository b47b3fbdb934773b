import type { Demo } from './demo.ts'

/** What a newcomer reads when everything runs. */
export const welcome = (demo: Demo, { demoFile }: { readonly demoFile: string }): string => `
  page             ${demo.bffUrl}
  hiring API       ${demo.hiringUrl}/openapi.json
  Graph simulator  ${demo.graphUrl}
  PostgreSQL       ${demo.databaseUrl}

  A lead from Meta:
    curl -s -X POST ${demo.graphUrl}/simulate/leads -H 'content-type: application/json' \\
      -d '{"formId":"${demo.meta.formId}","fields":{"full_name":"Ana Pérez","phone_number":"+52 55 1234 5678","email":"ana@example.com"}}'

  An application from a form:
    curl -s -X POST ${demo.hiringUrl}/v1/applications -H 'authorization: Bearer ${demo.apiKey}' -H 'content-type: application/json' \\
      -d '{"openingId":"${demo.openingId}","candidate":{"name":"Luis Gómez","phone":"55 8765 4321"}}'

  The funnel:
    curl -s ${demo.hiringUrl}/v1/companies/${demo.companyId}/funnel -H 'authorization: Bearer ${demo.apiKey}'

  ${demoFile}:
${JSON.stringify(demo, undefined, 2).replaceAll(/^/gm, '  ')}

  Ctrl-C stops everything.
`

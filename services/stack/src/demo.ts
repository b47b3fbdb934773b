import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { OpeningId, PipelineId, StageId, type StageKind } from '@baltra/sdk/domain/models/funnel'
import { database } from '@baltra/sdk/infra/db'
import { provisionCompany } from '@baltra/sdk/infra/db/admin'
import { z } from 'zod'
import type { StackSettings } from './config.ts'

/** What a person needs to use the stack. Written to `demo.json`, readable by its owner alone. */
export const Demo = z.object({
  hiringUrl: z.url(),
  bffUrl: z.url(),
  graphUrl: z.url(),
  databaseUrl: z.string(),
  apiKey: z.string(),
  companyId: CompanyId,
  openingId: OpeningId,
  meta: z.object({
    appSecret: z.string(),
    verifyToken: z.string(),
    accessToken: z.string(),
    pageId: z.string(),
    formId: z.string(),
  }),
})
export type Demo = z.output<typeof Demo>

const stages: readonly (readonly [StageKind, string])[] = [
  ['lead', 'Prospecto'],
  ['applied', 'Postulado'],
  ['screened', 'Filtrado'],
  ['interview_scheduled', 'Entrevista agendada'],
  ['interviewed', 'Entrevistado'],
  ['offered', 'Oferta'],
  ['accepted', 'Aceptado'],
  ['onboarding', 'Incorporación'],
  ['started', 'Primer día'],
]

/** The demo of an earlier run with today's addresses, or a new one, with keys and secrets made at random. */
export const readDemo = async (settings: StackSettings, databaseUrl: string): Promise<Demo> => {
  const path = join(settings.BALTRA_HOME, 'demo.json')
  const known = await readFile(path, 'utf8').then(
    (text) => Demo.parse(JSON.parse(text)),
    () => undefined,
  )
  const local = (port: number): string => `http://127.0.0.1:${port}`
  const demo: Demo = {
    ...(known ?? newDemo()),
    hiringUrl: local(settings.HIRING_PORT),
    bffUrl: local(settings.BFF_PORT),
    graphUrl: local(settings.GRAPH_PORT),
    databaseUrl,
  }
  // Written beside and moved: a killed stack must not leave half a file, and with it lose the company's key.
  await writeFile(`${path}.new`, `${JSON.stringify(demo, undefined, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return demo
}

const newDemo = () => {
  const random = (bytes: number): string => randomBytes(bytes).toString('base64url')
  const metaId = (): string => String(1_000_000_000_000_000 + randomBytes(6).readUIntBE(0, 6))
  return {
    apiKey: `baltra_demo_${random(32)}`,
    companyId: uuidv7Ids.next(CompanyId),
    openingId: uuidv7Ids.next(OpeningId),
    meta: {
      appSecret: random(24),
      verifyToken: random(24),
      accessToken: random(48),
      pageId: metaId(),
      formId: metaId(),
    },
  }
}

/** Writes the demo company unless the database has it. */
export const provisionDemo = async ({ databaseUrl, companyId, openingId, apiKey, meta }: Demo): Promise<void> => {
  await using db = database({ url: databaseUrl })
  {
    await using session = await db.session({ companyId })
    const known = await session.query('select 1 from admin.companies')
    if (known.length > 0) return
  }
  await provisionCompany(
    { database: db },
    {
      profile: {
        id: companyId,
        name: 'Taquería El Alba',
        country: 'MX',
        timeZone: 'America/Mexico_City',
        currency: 'MXN',
        locale: 'es-MX',
      },
      keys: [{ key: apiKey, role: 'owner' }],
      pipeline: {
        id: uuidv7Ids.next(PipelineId),
        stages: stages.map(([kind, name]) => ({ id: uuidv7Ids.next(StageId), kind, name })),
      },
      openings: [
        {
          id: openingId,
          role: 'Cocinero de línea',
          site: 'Roma Norte',
          shift: 'Matutino',
          headcount: 12,
          formIds: [meta.formId],
        },
      ],
      pageIds: [meta.pageId],
    },
  )
}

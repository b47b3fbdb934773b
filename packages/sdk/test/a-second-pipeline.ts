import type { StageKind } from '../src/domain/models/funnel/index.ts'
import type { OpeningId } from '../src/domain/models/funnel/index.ts'
import type { Database } from '../src/infra/db/index.ts'
import type { CompanyId } from '../src/seedwork/call.ts'
import { uuidv7 } from '../src/seedwork/typed-id.ts'
import { callFor } from './hiring-fixture.ts'

const newId = () => uuidv7(Date.now())

/** The next version of a company's pipeline, and an opening that uses it. */
export const aSecondPipeline = async (
  database: Database,
  companyId: CompanyId,
  kinds: readonly StageKind[],
  version = 2,
) => {
  const stages = kinds.map((kind, position) => ({ id: newId(), kind, position }))
  const pipelineId = newId()
  const openingId = newId() as OpeningId
  await using transaction = await database.begin(callFor(companyId))
  const { write } = transaction
  write('insert into funnel.pipelines (id, company_id, version) values ($1, $2, $3)', [pipelineId, companyId, version])
  for (const { id, kind, position } of stages) {
    write(
      'insert into funnel.stages (id, company_id, pipeline_id, position, kind, name) values ($1, $2, $3, $4, $5, $5)',
      [id, companyId, pipelineId, position, kind],
    )
  }
  write(
    `insert into funnel.openings (id, company_id, pipeline_id, role, site, shift, headcount, country)
     values ($1, $2, $3, 'Packer', 'Vallejo', 'day', 3, 'MX')`,
    [openingId, companyId, pipelineId],
  )
  await transaction.commit()
  return { openingId, version, stages }
}

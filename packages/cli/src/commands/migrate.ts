import { migrate } from '@baltra/sdk/infra/db'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'

export const migrateDatabase = command({
  name: ['migrate'],
  about: 'brings the database to the schema of this version',
  options: {},
  details: `Several at once do no harm: one works, the others wait. The user must be allowed to create roles.
--json prints {"applied": ["0001_engine.sql", …]}.`,
  async run(_given, { databaseUrl, progress, answer }) {
    const url = databaseUrl()
    progress('migrating …')
    const applied = await migrate({ url })
    answer({ applied }, () =>
      applied.length === 0 ? 'The database is up to date.\n' : applied.map((name) => `applied ${name}\n`).join(''),
    )
    return ExitCode.done
  },
})

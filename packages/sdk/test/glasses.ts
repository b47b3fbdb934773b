import { defineProjection } from '../src/infra/db/events/index.ts'
import type { EventDatabase } from './event-fixture.ts'
import { DrinkServed, TabPaid } from './a-tab.ts'

/** What was drunk, by company and drink, and how many tabs were paid: a projection for tests. */
export const glasses = defineProjection({
  name: 'glasses',
  category: 'tab',
  tables: ['bar.glasses'],
  events: [DrinkServed, TabPaid],
  apply(event, write) {
    const drink = event.type === DrinkServed.type ? event.data.drink : '(paid)'
    write(
      `insert into bar.glasses as g (generation, company_id, drink, count) values (events.generation(), $1, $2, 1)
       on conflict (generation, company_id, drink) do update set count = g.count + 1`,
      [event.companyId, drink],
    )
  },
})

export const makeGlasses = (db: EventDatabase) =>
  db.root.query(`
    create schema bar;
    create table bar.glasses (
      generation integer not null, company_id uuid not null, drink text not null, count integer not null,
      primary key (generation, company_id, drink)
    );
    grant usage on schema bar to baltra_app, baltra_system;
    grant select, insert, update, delete on bar.glasses to baltra_app, baltra_system;
    alter table bar.glasses enable row level security, force row level security;
    create policy tenant on bar.glasses to baltra_app using (company_id = baltra.tenant());
    create policy all_companies on bar.glasses to baltra_system using (true)`)

/** The live copy. */
export const readGlasses = async (db: EventDatabase): Promise<Readonly<Record<string, number>>> => {
  const rows = await db.root.query<{ drink: string; count: number }>(
    `select drink, count from bar.glasses where generation = events.live('glasses') order by drink`,
  )
  return Object.fromEntries(rows.map(({ drink, count }) => [drink, count]))
}

/** All copies that there are. */
export const generations = async (db: EventDatabase): Promise<readonly number[]> =>
  (await db.root.query<{ n: number }>('select distinct generation as n from bar.glasses order by n')).map(({ n }) => n)

import { createHash } from 'node:crypto'
import type { Transaction } from '../../src/infra/db/index.ts'
import type { Superuser } from '../superuser.ts'

/** An effect that tells of everything that went wrong: twice, not at all or in another order gives another chain. */
export const makeEffects = (root: Superuser): Promise<unknown> =>
  root.query(`
    create schema experiment;
    create table experiment.effects (key text primary key, count integer not null, chain text not null);
    grant usage on schema experiment to baltra_app;
    grant select, insert, update on experiment.effects to baltra_app`)

const effect = `
  insert into experiment.effects as e (key, count, chain) values ($1, 1, md5($2))
  on conflict (key) do update set count = e.count + 1, chain = md5(e.chain || $2)`

export const applyEffect = (transaction: Transaction, key: string, id: string): void =>
  transaction.write(effect, [key, id])

export interface Effect {
  readonly key: string
  readonly count: number
  readonly chain: string
}

export const effectsIn = (root: Superuser): Promise<readonly Effect[]> =>
  root.query<Effect>('select key, count, chain from experiment.effects order by key')

/** What is there when the messages of each key are handled one after the other, each once. */
export const sequentialEffects = (idsByKey: ReadonlyMap<string, readonly string[]>): readonly Effect[] =>
  [...idsByKey]
    .filter(([, ids]) => ids.length > 0)
    .map(([key, ids]) => ({ key, count: ids.length, chain: ids.reduce((chain, id) => md5(chain + id), '') }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

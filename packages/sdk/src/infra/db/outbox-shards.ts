/** Relays share the outbox by shard, and all messages of a key are in one: the column's expression in 0001_engine.sql says so. */
export const shards = 16

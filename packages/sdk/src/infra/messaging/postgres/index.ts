export type { Engine } from './config.ts'
export { postgresPublisher } from './publisher.ts'
export { postgresSubscriber } from './subscriber.ts'

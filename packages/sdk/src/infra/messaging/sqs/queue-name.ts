import { createHash } from 'node:crypto'
import type { QueueOptions } from './config.ts'

/** Of a queue; topics of SNS may have more. */
const longest = 80

const digits = 12
const deadSuffix = '-dead'

/**
 * What a topic is called on AWS, where names have no dots: `eventos.pagos` is `eventos-pagos.fifo`. Other characters, or a
 * name too long for them, would make two names one: a hash of the whole keeps them apart.
 */
export const awsName = (name: string, { fifo = true, prefix = '' }: QueueOptions): string =>
  `${prefix}${fitting(name, longest - prefix.length - deadSuffix.length - ending(fifo).length)}${ending(fifo)}`

/** Where the messages that were parked of a queue go. */
export const deadLetterName = (queueName: string): string => queueName.replace(/(?:\.fifo)?$/, `${deadSuffix}$&`)

const fitting = (name: string, room: number): string => {
  const spelled = name.replaceAll('.', '-')
  if (/^[\w.]+$/.test(name) && spelled.length <= room) return spelled
  const hash = createHash('sha256').update(name).digest('hex').slice(0, digits)
  return `${spelled.replaceAll(/[^\w-]/g, '_').slice(0, room - digits - 1)}-${hash}`
}

const ending = (fifo: boolean): string => (fifo ? '.fifo' : '')

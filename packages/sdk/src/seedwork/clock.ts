/** The only source of `now`. Instants are UTC; days are made from them in a company's time zone. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export interface ServiceHealth {
  readonly name: string
  readonly status: 'ok' | 'down'
  readonly latencyMs: number
}

/** `degraded` when any service is down: the page still works, some of its sections do not. */
export interface Health {
  readonly status: 'ok' | 'degraded'
  readonly services: readonly ServiceHealth[]
}

export const healthOf = (services: readonly ServiceHealth[]): Health => ({
  status: services.every(({ status }) => status === 'ok') ? 'ok' : 'degraded',
  services,
})

import { Failure } from '@baltra/sdk'

const unknownKey = 'auth.key_unknown'

/** hiring-api does not accept the key (401), or the key may not do this (403). Never shown as a stale section. */
export const hiringRefusal = (status: 401 | 403): Failure =>
  status === 401
    ? new Failure('forbidden', unknownKey, 'the key is not valid')
    : new Failure('forbidden', 'auth.role_insufficient', "the key's role may not do this")

export const isRefusal = (error: unknown): boolean => Failure.is(error) && error.kind === 'forbidden'

export const isUnauthenticated = (error: unknown): boolean => Failure.is(error) && error.code === unknownKey

import { describe, expect, test, vi } from 'vitest'
import { Failure } from '../../seedwork/failure.ts'
import type { Graph } from './client.ts'
import { leadSource } from './lead-source.ts'

const answer = {
  id: '7',
  form_id: '3001',
  created_time: '2026-11-20T08:49:14+0000',
  field_data: [{ name: 'email', values: ['a@b.mx'] }],
}

describe('leads from Meta', () => {
  test('are asked for by id, with all fields, and with the signal of whoever asks', async () => {
    const get = vi.fn<Graph['get']>(async () => answer)
    const { signal } = new AbortController()
    expect(await leadSource({ graph: { get } }).byId('7', { signal })).toMatchObject({
      leadgenId: '7',
      email: 'a@b.mx',
    })
    const fields =
      'id,created_time,form_id,ad_id,adset_id,campaign_id,is_organic,field_data,custom_disclaimer_responses'
    expect(get).toHaveBeenCalledExactlyOnceWith('7', { fields }, { signal })
  })

  test('that Meta does not know are gone, and Meta is kept as the cause', async () => {
    const cause = new Failure('not_found', 'meta.gone', 'no such object')
    const source = leadSource({ graph: { get: () => Promise.reject(cause) } })
    await expect(source.byId('7')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'funnel.lead_gone',
      retryable: false,
      cause,
    })
  })

  test.each(['meta.transient', 'meta.rate_limited', 'meta.network'])(
    'that cannot be read for now may be later: %s',
    async (code) => {
      const failure = new Failure('unavailable', code, 'later')
      await expect(leadSource({ graph: { get: () => Promise.reject(failure) } }).byId('7')).rejects.toBe(failure)
    },
  )
})

import { expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import type { Call } from '../call.ts'
import { commandBus, defineCommand, on } from '../command-bus.ts'
import { tracing, type Spans } from './tracing.ts'

const Save = defineCommand<string>()('test.save', z.strictObject({}))

test('a span is named after the command, and the handler gets the call that names the span', async () => {
  const steps: unknown[] = []
  const spans: Spans = {
    async span(name, call, work) {
      steps.push(['opened', name, call.traceparent])
      const answer = await work({ ...call, traceparent: 'inner' })
      steps.push('closed')
      return answer
    },
  }
  const save = on(Save, async (_input, call: Call) => `saved under ${call.traceparent}`)
  const bus = commandBus({ middleware: [tracing(spans)], handlers: [save] })
  await expect(bus.send(Save, {}, aCall({ traceparent: 'outer' }))).resolves.toBe('saved under inner')
  expect(steps).toEqual([['opened', 'test.save', 'outer'], 'closed'])
})

test('a command that was handled was handled, also when the tracer fails', async () => {
  const spans: Spans = {
    async span(_name, call, work) {
      await work(call)
      throw new Error('no collector')
    },
  }
  const bus = commandBus({ middleware: [tracing(spans)], handlers: [on(Save, async () => 'saved')] })
  await expect(bus.send(Save, {}, aCall())).resolves.toBe('saved')
})

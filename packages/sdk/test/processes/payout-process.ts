import { z } from 'zod'
import { defineMessage } from '../../src/seedwork/message-definition.ts'
import { command } from '../../src/seedwork/process-decision.ts'
import { defineProcess } from '../../src/seedwork/define-process.ts'

const payout = z.object({ payoutId: z.string(), amount: z.string() })
const told = z.object({ payoutId: z.string() })
const about = ({ payoutId }: { readonly payoutId: string }) => payoutId

const ofLedger = { version: 1, topic: 'comandos.test_ledger', key: about } as const
const ofBank = { version: 1, topic: 'comandos.test_bank', key: about } as const
const facts = { version: 1, topic: 'eventos.test_payouts', key: about } as const

export const PayoutRequested = defineMessage({ ...facts, type: 'test.payout_requested', schema: payout })
export const FundsReserved = defineMessage({ ...facts, type: 'test.funds_reserved', schema: told })
export const BankPaid = defineMessage({ ...facts, type: 'test.bank_paid', schema: told })
export const BankRefused = defineMessage({
  ...facts,
  type: 'test.bank_refused',
  schema: z.object({ payoutId: z.string(), attempt: z.int() }),
})

export const ReserveFunds = defineMessage({ ...ofLedger, type: 'test.reserve_funds', schema: payout })
export const ReleaseFunds = defineMessage({ ...ofLedger, type: 'test.release_funds', schema: told })
export const PayAtBank = defineMessage({
  ...ofBank,
  type: 'test.pay_at_bank',
  schema: z.object({ payoutId: z.string(), amount: z.string(), attempt: z.int() }),
})
export const ClosePayout = defineMessage({
  ...ofLedger,
  type: 'test.close_payout',
  schema: z.object({ payoutId: z.string(), as: z.enum(['paid', 'refused', 'expired']) }),
})

export const payoutMessages = [PayoutRequested, FundsReserved, BankPaid, BankRefused]
export const payoutCommands = [ReserveFunds, ReleaseFunds, PayAtBank, ClosePayout]

export const day = 86_400_000
export const minute = 60_000
const attempts = 3

/** Reserve, pay, close; the bank is asked three times, a minute apart, and a day is the longest that it may take. */
export const payoutProcess = defineProcess({
  name: 'test.payout',
  topic: 'comandos.test_payout_process',
  state: z.object({ amount: z.string(), attempt: z.int(), stage: z.enum(['reserving', 'paying']) }),
  timers: ['deadline', 'retry'],
  steps: ({ startedBy, on, onTimer }) => [
    startedBy(PayoutRequested, { id: about }, ({ payoutId, amount }, { at }) => ({
      state: { amount, attempt: 0, stage: 'reserving' },
      send: [command(ReserveFunds, { payoutId, amount })],
      timers: { deadline: new Date(at.getTime() + day) },
    })),

    on(FundsReserved, { id: about, step: () => 'reserved' }, (state, { payoutId }) => ({
      state: { ...state, stage: 'paying', attempt: 1 },
      send: [command(PayAtBank, { payoutId, amount: state.amount, attempt: 1 })],
    })),

    on(
      BankRefused,
      { id: about, step: ({ attempt }) => `refused ${attempt}` },
      (state, { payoutId, attempt }, { at }) => {
        if (state.stage !== 'paying') return undefined
        if (attempt < attempts) return { state, timers: { retry: new Date(at.getTime() + minute) } }
        return {
          end: true,
          send: [command(ReleaseFunds, { payoutId }), command(ClosePayout, { payoutId, as: 'refused' })],
        }
      },
    ),

    onTimer('retry', (state, { id: payoutId }) => {
      const attempt = state.attempt + 1
      return { state: { ...state, attempt }, send: [command(PayAtBank, { payoutId, amount: state.amount, attempt })] }
    }),

    on(BankPaid, { id: about }, (_state, { payoutId }) => ({
      end: true,
      send: [command(ClosePayout, { payoutId, as: 'paid' })],
    })),

    onTimer('deadline', ({ stage }, { id: payoutId }) => {
      const release = stage === 'reserving' ? [] : [command(ReleaseFunds, { payoutId })]
      return { end: true, send: [...release, command(ClosePayout, { payoutId, as: 'expired' })] }
    }),
  ],
})

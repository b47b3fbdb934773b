import { z } from 'zod'
import { AggregateRoot } from '../src/seedwork/aggregate-root.ts'
import type { EventOf } from '../src/seedwork/domain-event.ts'
import { Failure } from '../src/seedwork/failure.ts'
import { defineMessage } from '../src/seedwork/message-definition.ts'
import { typedId } from '../src/seedwork/typed-id.ts'
import { upcaster } from '../src/seedwork/upcast.ts'

export const TabId = typedId('TabId')
export type TabId = z.output<typeof TabId>

const published = { topic: 'eventos.bar', key: ({ tabId }: { readonly tabId: TabId }) => tabId } as const

export const TabOpened = defineMessage({
  ...published,
  type: 'bar.tab_opened',
  version: 1,
  schema: z.object({ tabId: TabId, guest: z.string() }),
})

/** In version 1 it was a price in units, in version 2 one in cents without a drink's name. */
export const DrinkServed = defineMessage({
  ...published,
  type: 'bar.drink_served',
  version: 3,
  schema: z.object({ tabId: TabId, cents: z.int(), drink: z.string() }),
  upcasters: {
    1: upcaster(z.object({ tabId: TabId, price: z.number() }), ({ tabId, price }) => ({ tabId, cents: price * 100 })),
    2: upcaster(z.object({ tabId: TabId, cents: z.int() }), (data) => ({ ...data, drink: 'unknown' })),
  },
})

export const TabPaid = defineMessage({
  ...published,
  type: 'bar.tab_paid',
  version: 1,
  schema: z.object({ tabId: TabId }),
})

export const tabEvents = [TabOpened, DrinkServed, TabPaid] as const
export type TabEvent = EventOf<(typeof tabEvents)[number]>

export const TabState = z.object({
  id: TabId,
  guest: z.string(),
  cents: z.int(),
  drinks: z.array(z.string()),
  isPaid: z.boolean(),
})
export type TabState = z.output<typeof TabState>

/** A guest's bill at a bar: an aggregate for tests of the event store. */
export class Tab extends AggregateRoot<TabState, TabEvent> {
  static restore(state: TabState, version: number): Tab {
    return new Tab(state, version)
  }

  static initial(id: TabId): TabState {
    return { id, guest: '', cents: 0, drinks: [], isPaid: false }
  }

  static open(id: TabId, guest: string, at: Date): Tab {
    const tab = new Tab(Tab.initial(id), 0)
    tab.record({ type: TabOpened.type, at, data: { tabId: id, guest } })
    return tab
  }

  get snapshot(): TabState {
    return this.state
  }

  serve(drink: string, cents: number, at: Date): void {
    if (this.state.isPaid) throw new Failure('invalid', 'bar.tab_paid', 'the tab was paid')
    this.record({ type: DrinkServed.type, at, data: { tabId: this.state.id, drink, cents } })
  }

  pay(at: Date, reason?: string): void {
    this.record({ type: TabPaid.type, at, data: { tabId: this.state.id }, ...(reason ? { reason } : {}) })
  }

  protected override evolve(state: TabState, event: TabEvent): TabState {
    switch (event.type) {
      case TabOpened.type:
        return { ...state, guest: event.data.guest }
      case DrinkServed.type:
        return { ...state, cents: state.cents + event.data.cents, drinks: [...state.drinks, event.data.drink] }
      case TabPaid.type:
        return { ...state, isPaid: true }
    }
  }
}

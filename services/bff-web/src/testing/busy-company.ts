import { cashier, FakeCompany, stageKinds, warehouse } from './fake-company.ts'

const names = [
  'María Fernanda López',
  'José Luis Hernández',
  'Guadalupe Ramírez Ortiz',
  'Juan Carlos Martínez',
  'Ana Sofía Torres',
  'Luis Ángel Pérez Castañeda',
  'Brenda Jiménez',
  'Óscar Flores',
  'Karla Mendoza Ruiz',
  'Miguel Ángel Vázquez',
  'Rosa Isela Aguilar',
  'Édgar Núñez',
]

/** How many of all reach each stage. */
const shares = [1, 0.93, 0.61, 0.5, 0.39, 0.25, 0.2, 0.15, 0.1]
const minutesBetween = 23

/** Two days of a company that hires, the same ones each time. */
export const busyCompany = (count = 120): FakeCompany => {
  const company = new FakeCompany()
  for (let turn = 0; turn < count; turn += 1) {
    const luck = ((turn * 37) % count) / count
    const stage = stageKinds.findLast((_, step) => luck < (shares[step] ?? 0)) ?? 'lead'
    company.apply({
      name: names[turn % names.length] ?? 'Ana',
      at: new Date(Date.now() - (count - turn - 1) * minutesBetween * 60_000),
      stage,
      outcome: outcomeOf(stage, turn),
      source: turn % 3 === 0 ? 'form' : 'meta_lead',
      openingId: turn % 4 === 1 ? cashier.id : warehouse.id,
    })
  }
  const detail = 'Meta says that the lead does not exist any more'
  company.quality = { parked: 2, reasons: [{ code: 'meta.lead_gone', detail, count: 2 }], waitingLeads: 1 }
  return company
}

const outcomeOf = (stage: string, turn: number): string => {
  const luck = (turn * 53) % 10
  if (stage === 'started') return luck > 3 ? 'hired' : 'active'
  if (luck < 3) return 'rejected'
  return luck === 4 ? 'withdrawn' : 'active'
}

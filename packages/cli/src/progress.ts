import type { Terminal } from './terminal.ts'

const eraseLine = '\r\u001b[2K'

/** Writes each text over the one before; an empty text leaves nothing. Silent unless it is a terminal. */
export const progressOn = (sink: Terminal['stderr']): ((text: string) => void) => {
  let shown = ''
  return (text) => {
    if (!sink.isTTY || text === shown) return
    shown = text
    sink.write(`${eraseLine}${text}`)
  }
}

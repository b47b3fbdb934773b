import { z } from 'zod'

const hidden = '[secret]'

/** A text that can't be printed by accident: JSON, template strings and `console.log` all show `[secret]`. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden
  }
}

/** A setting whose value is a `Secret`. */
export const secret = () => z.string().transform((text) => new Secret(text))

import { z } from 'zod'

/**
 * Why data could not go to another process and back by this schema; `undefined` when they can. What it reads and what it makes
 * of that must both be JSON, and of one shape, so that what it made can be read by it again. A default may fill in what is missing,
 * and bounds may be tighter on what it makes: neither is another shape.
 */
export const whyNoJson = (schema: z.ZodType): string | undefined => {
  try {
    const [input, output] = [shapeOf(schema, 'input'), shapeOf(schema, 'output')]
    return input === output ? undefined : 'its schema makes something else of the data than it reads'
  } catch (error) {
    return `its schema is no JSON: ${error instanceof Error ? error.message : 'unknown'}`
  }
}

/** What says of which kind a value is, and of which kinds its parts are. */
const structural = new Set(
  'type const enum anyOf oneOf allOf not $ref $defs properties propertyNames additionalProperties items prefixItems'.split(
    ' ',
  ),
)

const shapeOf = (schema: z.ZodType, io: 'input' | 'output'): string =>
  JSON.stringify(z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => keepStructure(jsonSchema) }))

const keepStructure = (node: z.core.JSONSchema.BaseSchema): void => {
  for (const name of Object.keys(node)) if (!structural.has(name)) delete node[name]
  // Unknown fields are left out on reading: only of what was made it can be said that there are none.
  if (node.additionalProperties === false) delete node.additionalProperties
}

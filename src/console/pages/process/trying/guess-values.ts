import { fieldsOf, type JsonSchema } from '../../../editor/json-schema.ts'

const WHOLE = /^\{([^{}]+)\}$/

/**
 * Values of Mambu's placeholders from an example body: the Start node says which placeholder belongs to which field.
 *
 * @param body JSON; anything else gives no values
 */
export function guessValues(schema: JsonSchema, body: string): Readonly<Record<string, string>> {
  const data = read(body)
  const values: Record<string, string> = {}
  for (const { path, mambu } of fieldsOf(schema)) {
    const name = WHOLE.exec(mambu ?? '')?.[1]
    const value = name === undefined ? undefined : valueAt(data, path)
    if (name !== undefined && (typeof value === 'string' || typeof value === 'number'))
      values[name] = String(value)
  }
  return values
}

function valueAt(data: unknown, path: string): unknown {
  return path
    .slice(1)
    .split('/')
    .reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, step)
          ? (at as Record<string, unknown>)[step]
          : undefined,
      data,
    )
}

function read(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

import type { Field, Json, JsonObject } from '../../../diagram/diagram.ts'
import { layFields as layMapped, spreadBody } from '../../../diagram/step/lay-answer.ts'
import type { Data } from './run.ts'
import { orFail } from './values.ts'

/** The data with the keys of an answer laid over it; an array goes under `__conveyor_api_array__`, anything else is left out. */
export function layAnswer<D extends Data>(data: D, body: unknown): D {
  return { ...data, ...spreadBody((body ?? null) as Json, false) }
}

/** The data with the keys of what came laid over it; what is no object is left out. */
export function lay<D extends Data>(data: D, came: unknown): D {
  return Array.isArray(came) ? data : layAnswer(data, came)
}

/** The data with parts of an answer laid over it, as "Customize response" says: `{{body...}}` and `{{header...}}` by field. */
export function layFields<D extends Data>(
  data: D,
  answer: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown },
  fields: readonly Field[],
): D {
  const { headers, body } = answer
  // Nothing that is undefined comes from a diagram, and JSON has none
  const before = data as unknown as JsonObject
  const scope = {
    data: { ...before, header: headers, body: (body ?? null) as Json },
    root: {},
    now: Date.now(),
    random: Math.random,
    given: {},
  }
  return orFail(() => layMapped(fields, scope, before)) as unknown as D
}

import type { Json, JsonObject } from '../../diagram/diagram.ts'
import { failFormat } from './code-failure.ts'
import type { CodeOutcome } from './code-input.ts'
import { computeChange } from './data-change.ts'
import { ROOT } from './sandbox-source.ts'

/** Bytes of JSON that the data of a task may have after a Code node. MPO's limit is 128,000 bytes. */
export const MAX_DATA_BYTES = 1024 * 1024
/** How deep a changed value may be nested: what comes after (payloads, other nodes) reads JSON recursively. */
export const MAX_DEPTH = 100

/**
 * Makes the outcome of a script that ran to its end.
 *
 * @param before JSON of the data as the script got it
 * @param after JSON of `data` after the run
 * @param returned JSON of the plain object the script returned, which goes over `data`; `''`: none
 */
export function readResult(before: string, after: string, returned: string): CodeOutcome {
  const bytes = Buffer.byteLength(after) + Buffer.byteLength(returned)
  if (bytes > MAX_DATA_BYTES)
    return failFormat(`Max available task size: ${MAX_DATA_BYTES} bytes, the data has ${bytes}`)
  const data: unknown = JSON.parse(after)
  const over: unknown = returned === '' ? {} : JSON.parse(returned)
  if (!isObject(data)) return failFormat('data must be an object after the run')
  if (!isObject(over)) return failFormat('what the script returns must be an object')
  const { set, remove } = computeChange(dropRoot(JSON.parse(before)), dropRoot({ ...data, ...over }))
  const problem = findProblem(set, 0)
  return problem === null ? { ok: true, change: { set, remove } } : failFormat(problem)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function dropRoot({ [ROOT]: _, ...data }: JsonObject): JsonObject {
  return data
}

/** What no task may hold, though JSON can say it. */
function findProblem(value: Json, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null
  if (depth > MAX_DEPTH) return `data is nested more than ${MAX_DEPTH} levels deep`
  if (Object.hasOwn(value, '__proto__')) return 'data has a key __proto__, which is not allowed'
  for (const part of Object.values(value) as Json[]) {
    const problem = findProblem(part, depth + 1)
    if (problem !== null) return problem
  }
  return null
}

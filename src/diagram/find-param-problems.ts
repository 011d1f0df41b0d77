import type { Json, Param } from './diagram.ts'
import { PatternTooCostly, pathOf, readPath, searchPattern } from './language/index.ts'

/** What is wrong with one parameter of what comes in. */
export interface ParamProblem {
  /** As the process declares it, e.g. `client.birth_date`. */
  readonly name: string
  /** Where it stands, or would stand. */
  readonly path: readonly (string | number)[]
  /** In MPO's words, e.g. `Key 'amount' is required`. */
  readonly error: string
}

/**
 * Checks data against the input parameters of a process as MPO does: what is required is there and not null, types are met without
 * a cast, texts have what their pattern looks for. Dotted names are paths. Local and output parameters are not checked.
 *
 * Source: facts, rules 37 and 47.
 *
 * @throws TypeError for a pattern that the engine can't take (`check` names them)
 * @example findParamProblems(params, { amount: '5' }) // [{ name: 'amount', path: ['amount'], error: "Value is not valid. Type of value is not 'number'" }]
 */
export function findParamProblems(params: readonly Param[], data: Json): ParamProblem[] {
  return params.flatMap((param) => {
    if (!param.input) return []
    const path = knownPath(param)
    const error = findError(param, readPath(data, path))
    return error === null ? [] : [{ name: param.name, path, error }]
  })
}

/** A problem as MPO says it where a task is refused. */
export function describeParamProblem({ name, error }: ParamProblem): string {
  return `Param: ${name}, Error: ${error}`
}

/** The path of a parameter's name; a name that is no path is a key. */
export function paramPath(name: string): readonly (string | number)[] {
  return pathOf(name) ?? [name]
}

/** Read once: every delivery asks for them. */
const paths = new WeakMap<Param, readonly (string | number)[]>()

function knownPath(param: Param): readonly (string | number)[] {
  const known = paths.get(param) ?? paramPath(param.name)
  paths.set(param, known)
  return known
}

function findError(param: Param, value: Json | undefined): string | null {
  const { name, type, required, regex, regexText } = param
  if (value === undefined || value === null) return required ? `Key '${name}' is required` : null
  if (typeOf(value) !== type) return `Value is not valid. Type of value is not '${type}'`
  if (regex === '' || typeof value !== 'string' || isFound(regex, value)) return null
  return regexText || `Value is not valid. Value does not match '${regex}'`
}

/** A text that was made to be hard to search is not what the pattern describes. */
function isFound(pattern: string, text: string): boolean {
  try {
    return searchPattern(pattern, text)
  } catch (error) {
    if (error instanceof PatternTooCostly) return false
    throw error
  }
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value
}

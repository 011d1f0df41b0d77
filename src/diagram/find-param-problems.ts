import type { Json, Param } from './diagram.ts'

/** What is wrong with one parameter of what comes in. */
export interface ParamProblem {
  /** As the process declares it, e.g. `client.birth_date`. */
  readonly name: string
  /** Where it stands, or would stand. */
  readonly path: readonly (string | number)[]
  /** In MPO's words, e.g. `Key 'amount' is required`. */
  readonly error: string
}

/** True when a text has something in it that a pattern describes, anywhere; must take linear time. */
export type Search = (pattern: string, text: string) => boolean

/**
 * Checks data against the input parameters of a process as MPO does: what is required is there and not null, types are met without
 * a cast, texts have what their pattern looks for. Dotted names are paths. Local and output parameters are not checked.
 *
 * Source: facts, rules 37 and 47.
 *
 * @example findParamProblems(params, { amount: '5' }, search) // [{ name: 'amount', path: ['amount'], error: "Value is not valid. Type of value is not 'number'" }]
 */
export function findParamProblems(params: readonly Param[], data: Json, search: Search): ParamProblem[] {
  return params.flatMap((param) => {
    if (!param.input) return []
    const path = readParamPath(param.name)
    const error = findError(param, readAt(data, path), search)
    return error === null ? [] : [{ name: param.name, path, error }]
  })
}

/** A problem as MPO says it where a task is refused. */
export function describeParamProblem({ name, error }: ParamProblem): string {
  return `Param: ${name}, Error: ${error}`
}

function findError(param: Param, value: Json | undefined, search: Search): string | null {
  const { name, type, required, regex, regexText } = param
  if (value === undefined || value === null) return required ? `Key '${name}' is required` : null
  if (typeOf(value) !== type) return `Value is not valid. Type of value is not '${type}'`
  if (regex === '' || typeof value !== 'string' || search(regex, value)) return null
  return regexText || `Value is not valid. Value does not match '${regex}'`
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value
}

/** Splits a name at its dots and brackets; a backslash makes one of them a letter of the name. */
export function readParamPath(name: string): (string | number)[] {
  const path: (string | number)[] = []
  for (const [, index, key] of name.matchAll(/\[(\d+)\]|((?:\\[.[\]]|[^.[]|\[(?!\d+\]))+)/g))
    path.push(key === undefined ? Number(index) : key.replace(/\\([.[\]])/g, '$1'))
  return path
}

function readAt(data: Json, path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = data
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined
    if (Array.isArray(here)) here = typeof step === 'number' ? here[step] : undefined
    else here = Object.hasOwn(here, step) ? (here as { readonly [key: string]: Json })[step] : undefined
  }
  return here
}

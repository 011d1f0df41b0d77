import type { Cast, Param } from '../diagram.ts'
import { indent, isIdentifier, quote } from './code-text.ts'

const TYPES: Readonly<Record<Cast, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  array: 'readonly mpo.Json[]',
  object: 'mpo.JsonObject',
}

/** What the data of the task is likely to hold, by top-level name. */
export interface DataTypes {
  note(name: string, cast: Cast): void
  /** The interface, with all that was noted. */
  write(): string[]
}

export function createDataTypes(params: readonly Param[]): DataTypes {
  const found = new Map<string, Set<string>>()
  const add = (name: string, type: string) => found.set(name, (found.get(name) ?? new Set()).add(type))
  for (const { name, type, input, required } of params)
    if (input) {
      const [top = name] = name.split(/[.[]/, 1)
      add(top, top === name ? TYPES[type] : 'mpo.Json')
      // What need not come may come as null
      if (!required) add(top, 'null')
    }
  return {
    note: (name, cast) => void add(name, TYPES[cast]),
    write() {
      const members = [...found].map(([name, types]) => {
        // Json has them all
        const all = types.has('mpo.Json') ? ['mpo.Json'] : [...types]
        return `${nameOf(name)}?: ${all.join(' | ')} | undefined`
      })
      if (members.length === 0) return ['type Data = mpo.Data']
      return [
        '/** What the task carries from node to node. What answers bring is not in it by name. */',
        'interface Data extends mpo.Data {',
        ...indent(members.map((member) => `readonly ${member}`)),
        '}',
      ]
    },
  }
}

/** The interface of what comes in. */
export function writeInput(name: string, params: readonly Param[]): string[] {
  const tree = inputTree(params)
  if (tree.size === 0)
    return [`/** The diagram declares nothing that must come in. */`, `export type ${name} = mpo.Data`]
  return [
    '/** What comes in, as the Start node checks it. */',
    `export interface ${name} {`,
    ...indent(membersOf(tree)),
    '}',
  ]
}

/** The schema of what comes in. */
export function writeSchema(params: readonly Param[]): string[] {
  const tree = inputTree(params)
  return tree.size === 0 ? ['z.record(z.string(), z.json())'] : schemaOf(tree)
}

type InputTree = Map<string, Param | InputTree>

/** Dotted names are objects within; what has brackets is left to a person. */
function inputTree(params: readonly Param[]): InputTree {
  const root: InputTree = new Map()
  for (const param of params) {
    if (!param.input || /[[\]\\{]/.test(param.name)) continue
    const steps = param.name.split('.')
    const last = steps.pop() as string
    let here = root
    for (const step of steps) {
      const below = here.get(step)
      const next: InputTree = below instanceof Map ? below : new Map()
      here.set(step, next)
      here = next
    }
    if (!(here.get(last) instanceof Map)) here.set(last, param)
  }
  return root
}

const isRequired = (one: Param | InputTree): boolean =>
  one instanceof Map ? [...one.values()].some(isRequired) : one.required

function membersOf(tree: InputTree): string[] {
  return [...tree].flatMap(([name, one]) => {
    const key = `readonly ${nameOf(name)}${isRequired(one) ? '' : '?'}`
    const rest = isRequired(one) ? '' : ' | null | undefined'
    if (!(one instanceof Map)) return [`${key}: ${TYPES[one.type]}${rest}`]
    const [open, close] = isRequired(one) ? ['{', '}'] : ['mpo.Optional<{', '}>']
    return [`${key}: ${open}`, ...indent(membersOf(one)), close]
  })
}

function schemaOf(tree: InputTree): string[] {
  const body = [...tree].flatMap(([name, one]) => {
    const key = nameOf(name)
    if (!(one instanceof Map)) return [`${key}: ${leafOf(one)}${isRequired(one) ? '' : '.nullish()'},`]
    const [first = '', ...more] = schemaOf(one)
    if (isRequired(one)) return [`${key}: ${first}`, ...more.slice(0, -1), `${more.at(-1)},`]
    return [`${key}: z`, ...indent([first.slice(1), ...more, '.nullish(),'])]
  })
  return ['z.looseObject({', ...indent(body), '})']
}

function leafOf({ type, regex }: Param): string {
  switch (type) {
    case 'string':
      return regex === '' ? 'z.string()' : `z.string().regex(new RegExp(${quote(regex)}))`
    case 'number':
      return 'z.number()'
    case 'boolean':
      return 'z.boolean()'
    case 'array':
      return 'z.array(z.json())'
    case 'object':
      return 'z.record(z.string(), z.json())'
  }
}

const nameOf = (name: string) => (isIdentifier(name) ? name : quote(name))

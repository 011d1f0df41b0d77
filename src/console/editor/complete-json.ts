/** Offers the fields and values that a JSON Schema allows at the cursor. */
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import { type JsonSchema, schemasAt, tellType } from './json-schema.ts'

type Node = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>

/** @example autocompletion({ override: [completeJson(schema)] }) */
export function completeJson(schema: JsonSchema): CompletionSource {
  return (context) => {
    const { state, pos } = context
    const node = syntaxTree(state).resolveInner(pos, -1)
    const name = ancestor(node, 'PropertyName')
    if (name !== null || isBetweenNames(state, node, pos)) return completeName(context, schema, name, node)
    const property = ancestor(node, 'Property')
    return property === null ? null : completeValue(context, schema, node, property)
  }
}

function completeName(
  { state, pos, explicit }: CompletionContext,
  schema: JsonSchema,
  name: Node | null,
  node: Node,
): CompletionResult | null {
  const object = ancestor(name ?? node, 'Object')
  if (object === null || (name === null && !explicit && !/[{,"\w\s]$/.test(state.sliceDoc(pos - 1, pos))))
    return null
  const taken = new Set(object.getChildren('Property').map((property) => nameOf(state, property)))
  const current = name === null ? null : read(state, name)
  const typed = name === null ? '' : state.sliceDoc(name.from, pos).replaceAll('"', '')
  const hasColon = /^\s*:/.test(state.sliceDoc(name?.to ?? pos, (name?.to ?? pos) + 50))
  const options = schemasAt(schema, pathOf(state, object)).flatMap((one) =>
    Object.entries(one.properties ?? {})
      .filter(([key]) => (key === current || !taken.has(key)) && key.includes(typed))
      .map(([key, inner]) => fieldOption(key, inner, one.required?.includes(key) ?? false, !hasColon)),
  )
  const word = /[\w-]*$/.exec(state.sliceDoc(object.from, pos))?.[0].length ?? 0
  return {
    from: name?.from ?? pos - word,
    options,
    ...(name === null ? {} : { to: name.to }),
    filter: name === null,
  }
}

function fieldOption(key: string, schema: JsonSchema, required: boolean, withColon: boolean): Completion {
  const mambu = typeof schema.mambu === 'string' ? `Mambu: ${schema.mambu}` : null
  const info = [schema.description, mambu].filter((text) => text != null).join('\n')
  return {
    label: key,
    type: 'property',
    detail: `${tellType(schema)}${required ? ', required' : ''}`,
    boost: required ? 1 : 0,
    apply: `${JSON.stringify(key)}${withColon ? ': ' : ''}`,
    ...(info === '' ? {} : { info }),
  }
}

function completeValue(
  { state, pos }: CompletionContext,
  schema: JsonSchema,
  node: Node,
  property: Node,
): CompletionResult | null {
  const values = schemasAt(schema, pathOf(state, property)).flatMap((one) => [
    ...(one.const === undefined ? [] : [one.const]),
    ...(one.enum ?? []),
    ...(one.type === 'boolean' ? [true, false] : []),
  ])
  if (values.length === 0) return null
  const isWord = ['String', 'True', 'False', 'Null', 'Number'].includes(node.name)
  const word = /[\w"-]*$/.exec(state.sliceDoc(property.from, pos))?.[0].length ?? 0
  return {
    from: isWord ? node.from : pos - word,
    ...(isWord ? { to: node.to } : {}),
    filter: false,
    options: values.map((value) => ({ label: JSON.stringify(value), type: 'constant' })),
  }
}

/** In an object, where a name may begin. */
function isBetweenNames(state: EditorState, node: Node, pos: number): boolean {
  const object = node.name === '⚠' ? node.parent : node
  return object?.name === 'Object' && /[{,]\s*\w*$/.test(state.sliceDoc(object.from, pos))
}

function ancestor(node: Node, name: string): Node | null {
  for (let one: Node | null = node; one !== null; one = one.parent) {
    if (one.name === name) return one
    if (one !== node && (one.name === 'Object' || one.name === 'Array') && name !== 'Object') return null
  }
  return null
}

/** Names and places from the root to a node. */
function pathOf(state: EditorState, node: Node): (string | number)[] {
  const path: (string | number)[] = []
  for (let one: Node | null = node; one !== null; one = one.parent) {
    if (one.name === 'Property') path.unshift(nameOf(state, one))
    else if (one.parent?.name === 'Array') path.unshift(0)
  }
  return path
}

function nameOf(state: EditorState, property: Node): string {
  const name = property.getChild('PropertyName')
  return name === null ? '' : read(state, name)
}

function read(state: EditorState, { from, to }: Node): string {
  const text = state.sliceDoc(from, to)
  try {
    return String(JSON.parse(text))
  } catch {
    return text.replaceAll('"', '')
  }
}

/**
 * What the input schema of a process wants, as a tree to write a payload from. Read from the JSON Schema that zod makes,
 * so that every zod piece works and no class of zod is looked into.
 */
import { type ZodType, z } from 'zod'
import { pointerOf } from '../../process/json-pointer.ts'

/** A value of the payload. */
export interface ValueField {
  readonly kind: 'value'
  readonly path: string
  /** Text with placeholders, or a literal of the schema; null: the schema says nothing about it. */
  readonly content: { readonly mambu: string } | { readonly literal: unknown } | null
  /** The schema takes a text here, so that a placeholder can stand in quotes. */
  readonly quoted: boolean
  /** All the schema takes, where it has a list of it; else empty. */
  readonly choices: readonly unknown[]
}

export type Field =
  | ValueField
  | {
      readonly kind: 'object'
      readonly path: string
      readonly members: readonly (readonly [name: string, Field])[]
    }
  | { readonly kind: 'list'; readonly path: string; readonly items: readonly Field[] }

/** The fields of a schema, and the pointers of optional ones without a placeholder, which a payload leaves out. */
export interface Fields {
  readonly root: Field
  readonly leftOut: readonly string[]
}

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly mambu?: unknown
}

/**
 * Reads an input schema. A placeholder is what `.meta({ mambu: '{LOAN_AMOUNT}' })` says.
 *
 * @example readFields(z.object({ id: z.string().meta({ mambu: '{ACCOUNT_ID}' }) }))
 */
export function readFields(input: ZodType): Fields {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const leftOut: string[] = []
  return { root: readField(schema, [], leftOut), leftOut }
}

function readField(schema: JsonSchema, path: readonly (string | number)[], leftOut: string[]): Field {
  const pointer = pointerOf(path)
  const quoted = takesText(schema)
  const choices = schema.enum ?? []
  const value = (content: ValueField['content']): Field => ({
    kind: 'value',
    path: pointer,
    content,
    quoted,
    choices,
  })
  if (typeof schema.mambu === 'string') return value({ mambu: schema.mambu })
  if (schema.const !== undefined) return value({ literal: schema.const })
  if (schema.default !== undefined) return value({ literal: schema.default })
  if (choices.length === 1) return value({ literal: choices[0] })
  const branch = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].find(({ type }) => type !== 'null')
  if (branch !== undefined) return readField(branch, path, leftOut)
  if (schema.properties !== undefined) {
    const members: [string, Field][] = []
    for (const [name, inner] of Object.entries(schema.properties)) {
      const before = leftOut.length
      const field = readField(inner, [...path, name], leftOut)
      if (schema.required?.includes(name) || hasPlaceholder(field)) members.push([name, field])
      // What is within it goes with it.
      else leftOut.splice(before, Number.POSITIVE_INFINITY, field.path)
    }
    return { kind: 'object', path: pointer, members }
  }
  if (schema.items !== undefined) {
    const item = readField(schema.items, [...path, 0], leftOut)
    const wanted = (schema.minItems ?? 0) > 0 || hasPlaceholder(item)
    return { kind: 'list', path: pointer, items: wanted ? [item] : [] }
  }
  return value(null)
}

/** A schema that says nothing about the type takes a text as well. */
function takesText({ type, anyOf, oneOf }: JsonSchema): boolean {
  if (type !== undefined) return type === 'string' || type.includes('string')
  const branches = [...(anyOf ?? []), ...(oneOf ?? [])]
  return branches.length === 0 || branches.some(takesText)
}

/** Whether anything in a field is filled by Mambu. */
export function hasPlaceholder(field: Field): boolean {
  if (field.kind === 'object') return field.members.some(([, member]) => hasPlaceholder(member))
  if (field.kind === 'list') return field.items.some(hasPlaceholder)
  return field.content !== null && 'mambu' in field.content
}

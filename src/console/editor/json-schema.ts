/** What is read of a JSON Schema: enough to tell an editor which fields there are. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly description?: string
  readonly format?: string
  readonly pattern?: string
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  /** The placeholder or value that Mambu puts here, as the Start node says. */
  readonly mambu?: unknown
}

/** All that a schema may be, references followed. @param depth against a schema that refers to itself */
function variantsOf(schema: JsonSchema, root: JsonSchema, depth = 0): readonly JsonSchema[] {
  if (depth > 8) return []
  const target = schema.$ref?.startsWith('#/$defs/') ? root.$defs?.[schema.$ref.slice(8)] : undefined
  const inner = [
    ...(target ? [target] : []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ]
  return [schema, ...inner.flatMap((one) => variantsOf(one, root, depth + 1))]
}

/** What stands at a path; a number is a place in an array. Empty: the schema has nothing there. */
export function schemasAt(root: JsonSchema, path: readonly (string | number)[]): readonly JsonSchema[] {
  let found: readonly JsonSchema[] = variantsOf(root, root)
  for (const step of path) {
    found = found
      .flatMap((schema) => {
        const next =
          typeof step === 'number'
            ? schema.items
            : Object.hasOwn(schema.properties ?? {}, step)
              ? schema.properties?.[step]
              : undefined
        return next === undefined ? [] : [next]
      })
      .flatMap((schema) => variantsOf(schema, root))
  }
  return found
}

/** The kind of a value in a word or two. @example tellType({ type: 'string', format: 'date' }) // 'date' */
export function tellType(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.format !== undefined) return schema.format
  if (schema.type !== undefined)
    return typeof schema.type === 'string' ? schema.type : schema.type.join(' | ')
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(tellType)
  return inner.length > 0 ? [...new Set(inner)].join(' | ') : 'any'
}

export interface Field {
  /** Pointer, `*` for each of an array. */
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly description: string | null
  readonly mambu: string | null
}

/** Every field that a body may have, in the order of the schema. */
export function fieldsOf(root: JsonSchema, schema = root, path = '', depth = 0): Field[] {
  if (depth > 6) return []
  return variantsOf(schema, root).flatMap((variant) => {
    const own = Object.entries(variant.properties ?? {}).flatMap(([name, inner]) => {
      const at = `${path}/${name}`
      const field: Field = {
        path: at,
        type: tellType(inner),
        required: variant.required?.includes(name) ?? false,
        description: inner.description ?? null,
        mambu: typeof inner.mambu === 'string' ? inner.mambu : null,
      }
      return [field, ...fieldsOf(root, inner, at, depth + 1)]
    })
    return [...own, ...(variant.items ? fieldsOf(root, variant.items, `${path}/*`, depth + 1) : [])]
  })
}

/** The list of operations that Mambu's PATCH takes (RFC 6902 without `test`; its names are upper case). */

export interface MambuPatchOperation {
  readonly op: 'ADD' | 'REPLACE' | 'REMOVE' | 'MOVE'
  /** JSON pointer, e.g. `/lastName`, `/_AML/status`. */
  readonly path: string
  readonly value?: unknown
  /** Of `MOVE`. */
  readonly from?: string
}

/** A change of an entity, in the order in which it is sent: `set`, `custom`, `operations`. */
export interface MambuPatch {
  /** The entity's own fields: a value replaces, null removes. */
  readonly set?: Readonly<Record<string, unknown>> | undefined
  /** By set and field: a value is put in place of what is there or not, null removes. */
  readonly custom?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined
  /** For what the two can't say. Repeating these must do no harm: PATCH has no Idempotency-Key. */
  readonly operations?: readonly MambuPatchOperation[] | undefined
}

/**
 * Makes the body of a PATCH.
 *
 * All that `set` and `custom` make can be repeated: REPLACE and ADD of an object's member leave the same value, however
 * often they are sent (RFC 6902, 4.1 and 4.3); for REMOVE there is `skipRemoved`. Mambu takes no empty text as the value of
 * a custom field: give null.
 *
 * @example
 * ```ts
 * buildPatch({ set: { state: 'INACTIVE' }, custom: { _AML: { status: 'CLEAR', match: null } } })
 * // [{ op: 'REPLACE', path: '/state', value: 'INACTIVE' },
 * //  { op: 'ADD', path: '/_AML/status', value: 'CLEAR' }, { op: 'REMOVE', path: '/_AML/match' }]
 * ```
 */
export function buildPatch(patch: MambuPatch): MambuPatchOperation[] {
  const own = Object.entries(patch.set ?? {}).map(([field, value]) =>
    change('REPLACE', `/${escapeToken(field)}`, value),
  )
  const custom = Object.entries(patch.custom ?? {}).flatMap(([set, fields]) =>
    Object.entries(fields).map(([field, value]) =>
      change('ADD', `/${escapeToken(set)}/${escapeToken(field)}`, value),
    ),
  )
  return [...own, ...custom, ...(patch.operations ?? [])]
}

function change(op: 'ADD' | 'REPLACE', path: string, value: unknown): MambuPatchOperation {
  return value === null ? { op: 'REMOVE', path } : { op, path, value }
}

/**
 * Leaves out each REMOVE of what is not there: Mambu would refuse it, and so a retry of a PATCH that has been done.
 *
 * @param entity as Mambu has it now, in full
 */
export function skipRemoved(
  operations: readonly MambuPatchOperation[],
  entity: unknown,
): MambuPatchOperation[] {
  return operations.filter(({ op, path }) => op !== 'REMOVE' || isThere(entity, path))
}

function isThere(entity: unknown, path: string): boolean {
  const names = path.split('/').slice(1).map(unescapeToken)
  let at = entity
  for (const name of names) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  return at !== null
}

/** RFC 6901, 3. */
function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}

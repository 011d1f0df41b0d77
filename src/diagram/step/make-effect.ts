/** Fills in what a logic asks of the world. Variables stay references wherever a secret may be meant. */

import type { ApiCallLogic, Cast, Field, Json, JsonObject, Logic, Target } from '../diagram.ts'
import type { Part, Scope } from '../language/index.ts'
import { fillFields, fillIn, fillParts, writePath } from '../language/index.ts'
import type { ApiEffect, Effect, FieldValue, Guard, NamedProcess } from './effect.ts'
import { take } from './interrupt.ts'
import { tagPrefixOf } from './mark-failure.ts'
import { pickNames } from './pick-names.ts'

/** A logic whose work is done outside of the step. */
export type EffectLogic = Exclude<Logic, { readonly kind: 'go' | 'if' | 'set' | 'unsupported' }>

export function makeEffect(logic: EffectLogic, scope: Scope, guard: Guard | null): Effect {
  const prefix = tagPrefixOf(logic)
  const text = (value: string) => String(take(fillIn(value, 'string', scope), prefix))
  const named = (target: Target): NamedProcess => ({
    conv: text(target.conv),
    project: target.project === null ? null : text(target.project),
    stage: target.stage === null ? null : text(target.stage),
  })
  const sent = (all: boolean, fields: readonly Field[], functions = false) =>
    take(fillFields(fields, scope, all ? scope.data : {}, { functions }), prefix)
  switch (logic.kind) {
    case 'api':
      return makeApiEffect(logic, scope, guard)
    case 'callback':
      return { kind: 'callback', idPath: logic.idPath, sync: logic.sync, guard }
    case 'code':
      return { kind: 'code', source: logic.source, root: scope.root }
    case 'call':
      return { kind: 'call', target: named(logic.target), data: sent(logic.all, logic.fields), guard }
    case 'reply':
      return {
        kind: 'reply',
        data: logic.names === null ? sent(false, logic.fields) : pickNames(scope.data, logic.names),
        exception: logic.throws ? text(logic.reason) : null,
      }
    case 'copy': {
      const { target, ref, all, fields, sync } = logic
      const common = { target: named(target), ref: text(ref), data: sent(all, fields, true) }
      return logic.mode === 'create' ? { kind: 'copy', ...common } : { kind: 'modify', ...common, sync }
    }
    case 'queue':
      return { kind: 'queue', data: sent(false, logic.fields), guard }
    case 'take':
      return { kind: 'take', target: named(logic.target), node: text(logic.node), newest: logic.newest }
    case 'sum':
      return { kind: 'sum', sums: logic.sums.map(({ id, value }) => ({ id, amount: text(value).trim() })) }
  }
}

function makeApiEffect(logic: ApiCallLogic, scope: Scope, guard: Guard | null): ApiEffect {
  const prefix = tagPrefixOf(logic)
  const parts = (text: string, cast: Cast = 'string'): readonly Part[] =>
    take(fillParts(text, scope, cast), prefix)
  const text = (value: string) => String(take(fillIn(value, 'string', scope), prefix))
  // Of the two bodies a node may have, only that of its format counts (facts: mpo-semantics 29)
  const isRaw = logic.format === 'raw'
  const fields = (isRaw ? [] : logic.fields).map(({ key, value, cast }): readonly [string, FieldValue] => {
    const found = parts(value, cast)
    const hasVariable = found.some((part) => typeof part !== 'string')
    return [
      nameOf(key, scope, prefix),
      hasVariable ? { parts: found, cast } : { value: take(fillIn(value, cast, scope, { key }), prefix) },
    ]
  })
  return {
    kind: 'api',
    url: parts(logic.url),
    method: logic.method,
    format: logic.format,
    contentType: logic.contentType,
    fields,
    rawBody: isRaw ? parts(logic.rawBody) : [],
    // A header without a value is not sent (facts: mpo-semantics 29)
    headers: logic.headers
      .map(({ name, value }) => [text(name), parts(value)] as const)
      .filter(([, value]) => value.some((part) => part !== '')),
    maxThreads: logic.maxThreads,
    sendSystem: logic.sendSystem,
    debugInfo: logic.debugInfo,
    rfc: logic.rfc,
    certificate: parts(logic.certificate),
    signingSecret: parts(logic.signingSecret),
    guard,
  }
}

/**
 * The key of a field as a path, its references filled in: each is (a part of) one step, and `{{name}}` is `name`. Only a body that
 * has structure makes one of the path.
 */
function nameOf(key: string, scope: Scope, prefix: string): string {
  if (!key.includes('{{')) return key
  let at: Json | undefined = take(fillFields([{ key, value: '', cast: 'string' }], scope), prefix)
  let path = ''
  while (typeof at === 'object' && at !== null) {
    const [step, below]: [string, Json] | [] = Object.entries(at).at(-1) ?? []
    path += Array.isArray(at) ? `[${step}]` : `.${(step ?? '').replace(/[.[\]]/g, '\\$&')}`
    at = below
  }
  return path.slice(1)
}

/** What a call would send, for the conditions of a stub; variables are none of it, since only a call opens them. */
export function sentData(logic: EffectLogic, scope: Scope): JsonObject {
  const effect = makeEffect(logic, scope, null)
  if (effect.kind === 'api')
    return effect.fields.reduce<JsonObject>(
      (data, [key, field]) =>
        'value' in field ? take(writePath(data, key, field.value), tagPrefixOf(logic)) : data,
      {},
    )
  return 'data' in effect ? effect.data : {}
}

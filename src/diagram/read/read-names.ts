/** Reads what stands beside the processes of an export: aliases, folders and stages, variables. */
import { firstOf, itemsOf, type JsonValue, memberOf, textOf } from './json-value.ts'
import { mpoIdOf } from './read-process.ts'

export interface ReadAlias {
  /** Without its `@`. */
  readonly name: string
  readonly title: string
  /** MPO's id of the process it points at; null: it points nowhere, or at something else. */
  readonly target: string | null
  /** Folder or stage it belongs to; null: the export does not say. */
  readonly parent: string | null
}

export interface ReadFolder {
  readonly mpoId: string | null
  readonly title: string
  readonly parent: string | null
}

export interface ReadStage extends ReadFolder {
  /** As `stage_id: "@name"` says it; `''`: the export does not say. */
  readonly name: string
}

export interface ReadVariable {
  /** As MPO has it, without the `@`; may have capitals and `_`. */
  readonly name: string
  readonly description: string
  readonly type: 'raw' | 'json'
  readonly secret: boolean
  /** null: the export does not hold it. */
  readonly value: string | null
}

export function readAlias(value: JsonValue): ReadAlias {
  const isProcess = ['', 'conv'].includes(textOf(memberOf(value, 'obj_to_type')))
  return {
    name: textOf(firstOf(value, 'short_name', 'title')).replace(/^@/, ''),
    title: textOf(memberOf(value, 'title')),
    target: isProcess ? mpoIdOf(value, 'obj_to_id') : null,
    parent: mpoIdOf(value, 'parent_id'),
  }
}

export function readFolder(value: JsonValue): ReadFolder {
  return {
    mpoId: mpoIdOf(value),
    title: textOf(memberOf(value, 'title')),
    parent: mpoIdOf(value, 'parent_id'),
  }
}

export function readStage(value: JsonValue): ReadStage {
  return {
    ...readFolder(value),
    name: textOf(firstOf(value, 'short_name', 'obj_short_name')).replace(/^@/, ''),
  }
}

/** Reads `_ENV_VARS_.json`: a list of variables, or an object of them by name. */
export function readVariables(value: JsonValue): ReadVariable[] {
  const named =
    value.kind === 'object' && memberOf(value, 'short_name') === undefined
      ? [...value.members].map(([name, variable]) => ({ name, variable }))
      : itemsOf(value).map((variable) => ({
          name: textOf(firstOf(variable, 'short_name', 'name', 'title')),
          variable,
        }))
  return named.map(({ name, variable }) => {
    const given = variable.kind === 'object' ? memberOf(variable, 'value') : variable
    const isText = given === undefined || given.kind === 'string'
    return {
      name: name.replace(/^@/, ''),
      description: textOf(firstOf(variable, 'description', 'title')),
      type: textOf(memberOf(variable, 'data_type')) === 'json' || !isText ? 'json' : 'raw',
      secret: textOf(memberOf(variable, 'env_var_type')) === 'secret',
      value: given === undefined || textOf(given) === '' ? null : textOf(given),
    }
  })
}

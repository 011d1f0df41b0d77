import type { DeleteVariable, SetVariable } from '../change.ts'
import type { SettingsSnapshot, VariableState } from '../snapshot.ts'

/**
 * Changes variables. An id is given once and never again, since `{{env_var[id]}}` may stand somewhere. A secret variable
 * becomes a visible one only together with a new value, so that its value never comes back out.
 */
export function changeVariable(
  snapshot: SettingsSnapshot,
  change: SetVariable | DeleteVariable,
): SettingsSnapshot | string {
  const { variables, nextVariableId } = snapshot
  const { name } = change
  const before = Object.hasOwn(variables, name) ? (variables[name] as VariableState) : null
  if (change.op === 'deleteVariable') {
    if (before === null) return `There is no variable ${name}`
    const { [name]: _, ...rest } = variables
    return { ...snapshot, variables: rest }
  }
  const { type, secret, value } = change
  if (before === null) {
    return {
      ...snapshot,
      variables: { ...variables, [name]: { id: nextVariableId, type, secret, value } },
      nextVariableId: nextVariableId + 1,
    }
  }
  if (before.secret && !secret && before.value === value) {
    return `The value of ${name} is secret: a visible variable needs a new one`
  }
  return { ...snapshot, variables: { ...variables, [name]: { id: before.id, type, secret, value } } }
}

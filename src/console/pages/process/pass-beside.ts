const USER = /^(\{\{env_var\[@[^\]]+\]\.)user\}\}$/

/**
 * The password that stands in a variable beside a user. Pure.
 *
 * @returns null: the reference is none to a user
 * @example passBeside('{{env_var[@hook].user}}') // '{{env_var[@hook].pass}}'
 */
export function passBeside(reference: string): string | null {
  const [, variable] = USER.exec(reference) ?? []
  return variable === undefined ? null : `${variable}pass}}`
}

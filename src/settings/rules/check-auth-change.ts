import { checkSealed, isRecord } from './check-value.ts'

/** RFC 9110, token. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/

const MESSAGE = 'auth must be { type: none }, { type: basic, user, pass } or { type: header, name, value }'

/** Checks the auth of a change, the form of its sealed texts included. */
export function checkAuthChange(auth: unknown): string | null {
  if (!isRecord(auth)) return MESSAGE
  const { type, ...fields } = auth
  const names = Object.keys(fields).sort().join()
  if (type === 'none' && names === '') return null
  if (type === 'basic' && names === 'pass,user') return checkSealed(auth.user) ?? checkSealed(auth.pass)
  if (type !== 'header' || names !== 'name,value') return MESSAGE
  if (typeof auth.name !== 'string' || !HEADER_NAME.test(auth.name))
    return 'name must be the name of a header'
  return checkSealed(auth.value)
}

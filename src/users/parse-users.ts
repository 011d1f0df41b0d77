import { ConfigInvalidError } from '../errors/start-errors.ts'
import { type PasswordHash, parsePasswordHash } from './password-hash.ts'
import { ROLES, type Role } from './role.ts'

/** One who may log in to the admin API. */
export interface AdminUser {
  readonly name: string
  readonly role: Role
  readonly password: PasswordHash
}

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,63}$/

/**
 * Reads the users: `name:role:scrypt$...` per line or separated by commas; empty lines and lines from `#` are skipped.
 * `startnode user hash` prints such a line. A message never repeats a hash.
 *
 * @throws ConfigInvalidError listing every line that can't be read
 * @example parseUsers('bob:editor:scrypt$15$8$3$...$...')[0]?.role // 'editor'
 */
export function parseUsers(text: string): AdminUser[] {
  const problems: { path: string; message: string }[] = []
  const users = new Map<string, AdminUser>()
  const lines = text.split(/[\r\n,]+/).map((line) => line.trim())
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue
    const fail = (message: string) => problems.push({ path: `adminUsers/${index}`, message })
    const [name = '', role = '', hash = '', ...rest] = line.split(':')
    const password = parsePasswordHash(hash)
    if (!NAME.test(name)) fail('the name must be 1 to 64 letters, digits, dots, dashes, underscores or @')
    else if (!isRole(role)) fail(`the role of '${name}' must be ${ROLES.join(', ')}`)
    else if (password === null || rest.length > 0)
      fail(`the password hash of '${name}' is none: make the line with \`startnode user hash\``)
    else if (users.has(name)) fail(`'${name}' is there twice`)
    else users.set(name, { name, role, password })
  }
  if (problems.length > 0) throw new ConfigInvalidError(problems)
  return [...users.values()]
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}

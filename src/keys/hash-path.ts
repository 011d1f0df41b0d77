import { createHash } from 'node:crypto'

/** How the settings keep a path that is accepted: lower-case hex SHA-256, since the path is a secret. */
export function hashPath(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}

import { isIP } from 'node:net'
import type { Request } from 'express'
import { StartnodeError } from '../../errors/startnode-error.ts'

/** Characters of a host that a message repeats. */
const MAX_NAMED = 255

/**
 * Makes what refuses a request under a name that is none of ours. A site can let its own name lead to this machine and then
 * read what it answers as its own (DNS rebinding), past every rule about origins; what it can't do is take an address or a
 * name without a dot for that.
 *
 * @param names host names under which people reach the admin API, without port
 * @returns throws `host_refused`
 * @example createHostCheck(['startnode.bank.example'])(request)
 */
export function createHostCheck(names: readonly string[]): (request: Pick<Request, 'host'>) => void {
  const known = new Set(names.map((name) => name.toLowerCase()))
  return ({ host }) => {
    const name = nameOf(host ?? '')
    if (name !== null && (isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost'))) return
    if (name !== null && known.has(name)) return
    const shown = (name ?? host ?? '').slice(0, MAX_NAMED)
    throw new StartnodeError(
      'host_refused',
      `The admin API is not reached as '${shown}': if it should be, add this name to ADMIN_HOSTS`,
    )
  }
}

/** Null for what is no host. A dot at the end changes nothing. */
function nameOf(host: string): string | null {
  if (host === '' || !URL.canParse(`http://${host}/`)) return null
  const { hostname } = new URL(`http://${host}/`)
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

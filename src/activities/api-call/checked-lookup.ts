import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isPrivateAddress } from './private-address.ts'

/** Code of the error when a name leads to an address that is not public. */
export const ADDRESS_REFUSED = 'STARTNODE_ADDRESS_REFUSED'

/**
 * DNS for outgoing calls: one private address among the answers refuses the name. The addresses given are the ones
 * connected to, so a name can't change between check and call.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(Object.assign(new Error('The address is private'), { code: ADDRESS_REFUSED }), '')
    }
    if (options.all) return callback(null, addresses)
    const [first] = addresses
    return callback(null, first?.address ?? '', first?.family)
  })
}

/**
 * Whose word on the sender's address counts. `X-Forwarded-For` is anybody's text unless a proxy we know wrote it, so
 * without TRUST_PROXY it is never read.
 */
import { isIP } from 'node:net'
import { type AddressList, parseAddressList, plainAddress } from './address-list.ts'

/** Proxies in front of the receiver: how many, or which ones; null: none. */
export type TrustProxy = number | AddressList | null

const MAX_HOPS = 20

/**
 * Reads the setting TRUST_PROXY.
 *
 * @param text '' (none), the number of proxies, or their addresses and CIDR ranges, comma-separated
 * @throws TypeError saying what is wrong
 * @example parseTrustProxy('10.0.0.0/8, 192.0.2.7')
 */
export function parseTrustProxy(text: string): TrustProxy {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === '0') return null
  if (/^\d+$/.test(trimmed)) {
    if (Number(trimmed) > MAX_HOPS) throw new TypeError(`more than ${MAX_HOPS} proxies`)
    return Number(trimmed)
  }
  return parseAddressList(trimmed.split(',').map((entry) => entry.trim()))
}

/**
 * The address of the sender: that of the socket, or what the trusted proxies say. Read from the right, since each
 * proxy adds its caller at the end; the first address no trusted proxy has is the sender.
 *
 * @param socketAddress null when unknown
 * @param forwardedFor the header as node:http joins it
 */
export function findSource(
  socketAddress: string | null,
  forwardedFor: string | string[] | undefined,
  trust: TrustProxy,
): string | null {
  if (socketAddress === null) return null
  let source = plainAddress(socketAddress)
  if (trust === null || forwardedFor === undefined) return source
  const claimed = String(forwardedFor).split(',')
  for (let hop = 0; claimed.length > 0; hop++) {
    if (typeof trust === 'number' ? hop >= trust : !trust.has(source)) break
    const address = addressIn(claimed.pop() as string)
    // What is no address was not written by a proxy that works: the last known one stands.
    if (address === null) break
    source = address
  }
  return source
}

/** Some proxies add the port: `192.0.2.1:5123`, `[2001:db8::1]:5123`. */
function addressIn(entry: string): string | null {
  const text = entry.trim()
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text
  const address = plainAddress(bare)
  return isIP(address) === 0 ? null : address
}

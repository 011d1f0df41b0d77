/**
 * The other receivers of the namespace, asked at their admin API as a `startnode` command asks: with a token of the signing
 * key, which is a viewer's. Asked only when somebody looks, and never through Temporal: it costs nobody an Action.
 */
import { randomUUID } from 'node:crypto'
import { type ZodType, z } from 'zod'
import { ADMIN_BASE, signAdminToken } from '../../users/admin-token.ts'

const WITHIN_MS = 1_500
/** Last answers that are remembered, of all peers together. */
const REMEMBERED = 200
const MAX_REASON = 200

export interface PeerAnswer<Answer> {
  /** As the list of peers names it: host and port. */
  readonly name: string
  /** The last one; null: it never gave one. */
  readonly answer: Answer | null
  /** ISO 8601: when it gave that. */
  readonly asOf: string | null
  /** Why it gives none now; null: it did. */
  readonly away: string | null
}

export interface Peers {
  /** Of this receiver, drawn at its start: a list of peers may name it too. */
  readonly id: string
  /** What this receiver is called. */
  readonly name: string
  /**
   * Asks all at once. One that is away is answered for by what it said last.
   * @param path below `/admin/v1`; its answer carries `id`
   * @param withinMs default 1,500
   */
  ask<Answer>(path: string, schema: ZodType<Answer>, withinMs?: number): Promise<PeerAnswer<Answer>[]>
}

const withId = z.object({ id: z.string() })

/**
 * @param urls admin APIs; this receiver may be among them
 * @param signingKeys the first signs
 * @param name of this receiver, for people
 * @example const peers = createPeers(config.admin.peers, config.signingKeys, 'receiver-0:3001')
 */
export function createPeers(urls: readonly string[], signingKeys: readonly Buffer[], name: string): Peers {
  const id = randomUUID()
  const itself = new Set<string>()
  const last = new Map<string, { readonly at: string; readonly value: unknown }>()

  function remember(key: string, value: unknown): string {
    const at = new Date().toISOString()
    last.delete(key)
    last.set(key, { at, value })
    for (const oldest of last.keys()) {
      if (last.size <= REMEMBERED) break
      last.delete(oldest)
    }
    return at
  }

  async function askOne<Answer>(url: string, path: string, schema: ZodType<Answer>, withinMs: number) {
    const key = `${url}${path}`
    const called = new URL(url).host
    try {
      const token = signAdminToken(signingKeys[0] as Buffer, `receiver:${name}`)
      const response = await fetch(`${url}${ADMIN_BASE}${path}`, {
        headers: { authorization: `Bearer ${token}` },
        redirect: 'error',
        signal: AbortSignal.timeout(withinMs),
      })
      if (!response.ok) throw new Error(`it answers ${response.status}`)
      const body: unknown = await response.json()
      if (withId.parse(body).id === id) {
        itself.add(url)
        return []
      }
      const answer = schema.parse(body)
      return [{ name: called, answer, asOf: remember(key, answer), away: null }]
    } catch (error) {
      const known = last.get(key)
      const { message, cause } = error as Error
      const away = cause instanceof Error ? cause.message : message
      return [
        {
          name: called,
          answer: known === undefined ? null : schema.parse(known.value),
          asOf: known?.at ?? null,
          away: away.slice(0, MAX_REASON),
        },
      ]
    }
  }

  return {
    id,
    name,
    async ask(path, schema, withinMs = WITHIN_MS) {
      const others = urls.filter((url) => !itself.has(url))
      return (await Promise.all(others.map((url) => askOne(url, path, schema, withinMs)))).flat()
    },
  }
}

/**
 * Screens clients as an anti-money-laundering service does, and calls back when its analysts have looked. It knows nothing
 * of Startnode.
 */
import { callBack, type OutsideServer, startOutsideServer } from './outside-server.ts'

export interface AmlFinding {
  readonly status: 'no_match' | 'potential_match'
  readonly risk: 'low' | 'medium' | 'high'
  readonly flags?: readonly string[]
}

export interface AmlSearch {
  readonly id: string
  /** As sent. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface AmlStandIn extends OutsideServer {
  readonly searches: readonly AmlSearch[]
  /** By name; others are clear. */
  readonly findings: Map<string, AmlFinding>
  /** An analyst has looked. Gives the status of the answer. */
  callBack(searchId: string, outcome: string): Promise<number>
}

export async function startAmlStandIn(): Promise<AmlStandIn> {
  const searches: AmlSearch[] = []
  const findings = new Map<string, AmlFinding>()
  const byKey = new Map<string, AmlSearch>()

  /** The same Idempotency-Key is the same search. */
  function search(key: string, body: Readonly<Record<string, unknown>>): AmlSearch {
    const known = byKey.get(key)
    if (known) return known
    const made = { id: `S-${searches.length + 1}`, body }
    searches.push(made)
    byKey.set(key, made)
    return made
  }

  const server = await startOutsideServer('aml-token-77d0', ({ headers, body }) => {
    const key = headers['idempotency-key']
    if (typeof body?.name !== 'string' || typeof key !== 'string') return { status: 422, body: {} }
    const { id } = search(key, body)
    const { status, risk, flags = [] } = findings.get(body.name) ?? { status: 'no_match', risk: 'low' }
    return {
      status: 200,
      body: { id, status, risk, flags, share_url: `https://aml.example/s/${id}`, hits: [] },
    }
  })
  return {
    ...server,
    searches,
    findings,
    async callBack(searchId, outcome) {
      const found = searches.find(({ id }) => id === searchId)
      if (!found) throw new Error(`There is no search ${searchId}`)
      return callBack(String(found.body.notify), { search_id: searchId, outcome })
    },
  }
}

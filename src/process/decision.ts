/**
 * A decision of a person: a signal whose payload says `by` and `decision`. Everybody with access to the Temporal namespace
 * can send one, so `by` alone says nothing; the proof in it is what a holder of a signing key has seen to.
 */

/** What travels in the payload of a decision as `proof`. */
export interface DecisionProof {
  /** 32 hex, drawn for this decision: it counts once. */
  readonly id: string
  /** Who decided, as the admin API or the CLI knows them: `api:<user>`, `cli:<user>`. */
  readonly actor: string
  /** When, ISO 8601, UTC. */
  readonly at: string
  /** 64 lower-case hex, see start-node/decision-proof.ts. */
  readonly hmac: string
}

/** A decision as a task got it, and what it is about. */
export interface DecisionClaim {
  readonly workflowId: string
  /** First run of the task: a later task of the same ref is another one. */
  readonly firstRunId: string
  /** Name of the signal. */
  readonly signal: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** Whether a payload is one of a decision. */
export function isDecision(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null && typeof (payload as Payload).decision === 'string'
}

/** The proof in a payload that anybody may have sent; null: there is none. Says nothing about its HMAC. */
export function readProof(payload: unknown): DecisionProof | null {
  const { id, actor, at, hmac } = (((payload ?? {}) as Payload).proof ?? {}) as Payload
  if (typeof id !== 'string' || typeof actor !== 'string') return null
  if (typeof at !== 'string' || typeof hmac !== 'string') return null
  return { id, actor, at, hmac }
}

/**
 * The user behind an actor: the name of an admin user or of a shell is their name in Mambu.
 *
 * @example userOf('api:bob') // 'bob'
 */
export function userOf(actor: string): string {
  return actor.replace(/^(?:api|cli):/, '')
}

type Payload = Readonly<Record<string, unknown>>

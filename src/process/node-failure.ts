/**
 * How a node fails, as MPO names it. `hardware`: trying again makes sense (time-out, no connection, overload).
 * `software`: the answer or the request itself is wrong, so the same again would fail again.
 */
export type FailureKind = 'hardware' | 'software'

/** First detail of the failure of a node. Its `type` is the tag. */
export interface NodeFailure {
  /** Title of the node, with those around it. */
  readonly node: string
  /** MPO's error tag, e.g. `api_expire_query`. */
  readonly tag: string
  readonly kind: FailureKind
  /** Status the outside system answered; null where it did not answer. */
  readonly httpCode: number | null
  /** Beginning of what it answered, secrets taken out; null where there is none. */
  readonly answer: string | null
}

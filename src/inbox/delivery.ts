import type { Problem } from '../errors/startnode-error.ts'
import type { BodyFormat } from '../process/task.ts'

/** Why an authentic delivery could not become a task. */
export interface DeliveryProblem {
  /** A stable code of the error table, e.g. `json_invalid` or `not_unical_ref`. */
  readonly code: string
  readonly message: string
  readonly problems: readonly Problem[]
}

/** An authentic delivery on its way from acceptance to its one outcome. Everything the forwarder needs, and no more. */
export interface Delivery {
  readonly process: string
  /** What its URL named: the process id or `@alias`, over which the task id is hashed; `callback:<node>` of a callback. */
  readonly addressed: string
  readonly workflowType: string
  /** Title of the Start node, for the Web UI. */
  readonly title: string
  /** Its identity; of one that goes to quarantine, the id of its entry. */
  readonly taskId: string
  /** Fixed for ever; with the time of arrival it is the request id of every start (arrival-id.ts). */
  readonly requestId: string
  readonly key: string | null
  /** Of the body: tells a repeat from another body under the same key. Only where there is a key. */
  readonly digest?: string
  /** Set: the same key is the same delivery, whatever its body. */
  readonly sameKey?: 'repeat'
  /** Of one that goes to quarantine: id of the task that a good body under its key becomes, where that can be told. */
  readonly identity?: string
  readonly ref: string | null
  /** Set: stands for a concealed ref in workflow id, search attribute and lane, which stay readable. */
  readonly refInId?: string
  /** Set: fields by which its task is found, for the search attribute. */
  readonly fields?: readonly string[]
  readonly refInUse: 'quarantine' | 'signal'
  /** ISO 8601 with milliseconds, UTC. */
  readonly receivedAt: string
  readonly method: string
  readonly contentType: string | null
  readonly format: BodyFormat
  /** Set: this one goes to quarantine, its body could not become a task. */
  readonly problem: DeliveryProblem | null
  /** Set: its task starts so many ms after it was accepted. */
  readonly startDelayMs?: number
  /** Set: it is a callback for a task that waits, and starts none. */
  readonly callback?: {
    readonly workflowId: string
    /** Null: the URL is that of a node, and `find` names the task. */
    readonly firstRunId: string | null
    readonly find?: { readonly taskId: string } | { readonly ref: string }
    readonly node: string
    readonly urlId: string
  }
  /** True: a caller waits for the reply, so it goes first. */
  readonly awaited?: true
  /** The bytes as they were sent, unpacked where they came packed. */
  readonly body: Buffer
}

/**
 * Takes a delivery; resolves once it is safe to answer 200.
 *
 * `durable`: when it is flushed to the inbox. `direct`: when Temporal has it.
 * @throws StartnodeError `inbox_full`, `inbox_unwritable`, `temporal_late` (all 503 with Retry-After). `direct`:
 * DeliveryKeyReusedError when it is in quarantine, since its key came before with another body
 */
export type AcceptDelivery = (delivery: Delivery) => Promise<void>

/**
 * What was forwarded and Temporal does not have: after it was restored from an older copy. Nothing is changed; what to
 * forward again is for a person to say.
 */
import type { Connection } from '@temporalio/client'
import type { Delivery } from '../inbox/delivery.ts'
import { decodeRecord } from '../inbox/encode-record.ts'
import { readForwarded } from '../inbox/forwarded-log.ts'
import { type AtRest, createAtRest } from '../keys/at-rest.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import { KEY_KEPT_MS } from '../mambu/client/idempotency-key.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { readFirst } from './deliver/deliver-with-ref.ts'
import type { DeliveryTarget } from './deliver/delivery-target.ts'
import { asEntry, identify } from './deliver/identify.ts'
import { readHolder } from './deliver/read-holder.ts'
import { isSameBody } from './deliver/start-once.ts'

/** A delivery that Temporal does not have any more. */
export interface MissingDelivery {
  /** Of `nameOf`, for `forwardAgain`. */
  readonly name: string
  /** Its `obj_id`; of one that went to quarantine, the id of its entry. */
  readonly taskId: string
  readonly process: string
  /** As it stands in ids; null: none. */
  readonly ref: string | null
  readonly workflowId: string
  /** `callback`: for a task that waited; `entry`: it went to quarantine. */
  readonly kind: 'task' | 'callback' | 'entry'
  readonly receivedAt: string
  readonly forwardedAt: string
  /**
   * True: its task may have written things at Mambu that Mambu does not know by their key any more, so to forward it
   * again may do them twice.
   */
  readonly mayRepeat: boolean
}

export interface FoundMissing {
  /** Deliveries that were looked for; a repeat is no other one. */
  readonly looked: number
  readonly missing: readonly MissingDelivery[]
  /** Forwarded so long ago that the namespace need not know them any more: nothing is said of these. */
  readonly tooOld: number
  /** ISO 8601: the oldest that is kept here; null: nothing is. */
  readonly keptSince: string | null
}

/** Where to look, and from when. */
export interface MissingSearch {
  /** Folder of the inbox. */
  readonly dir: string
  readonly encryption: Encryption
  /** ms since 1970; 0: all that is kept. */
  readonly since: number
  /** How long the namespace keeps what has ended, ms. */
  readonly retentionMs: number
}

const AT_ONCE = 32

/**
 * Looks for each delivery that was forwarded where its outcome would be.
 *
 * @throws what the call to Temporal threw; PayloadUnreadableError where a record can't be opened
 * @example const { missing } = await findMissing({ dir, encryption, since: 0, retentionMs }, target)
 */
export async function findMissing(search: MissingSearch, target: DeliveryTarget): Promise<FoundMissing> {
  const seen = new Set<string>()
  const missing: MissingDelivery[] = []
  let tooOld = 0
  let oldest: number | null = null
  let batch: Promise<MissingDelivery | null>[] = []
  const settle = async () => {
    missing.push(...(await Promise.all(batch)).filter((one) => one !== null))
    batch = []
  }
  for await (const { delivery, forwardedAt } of readDeliveries(search, target)) {
    oldest ??= forwardedAt
    if (forwardedAt < search.since || seen.has(nameOf(delivery))) continue
    seen.add(nameOf(delivery))
    if (Date.now() - forwardedAt >= search.retentionMs) {
      tooOld += 1
      continue
    }
    batch.push(lookFor(delivery, forwardedAt, target))
    if (batch.length >= AT_ONCE) await settle()
  }
  await settle()
  return {
    looked: seen.size - tooOld,
    missing,
    tooOld,
    keptSince: oldest === null ? null : new Date(oldest).toISOString(),
  }
}

/** All that is kept, as this version makes it, in the order in which it was forwarded. */
export async function* readDeliveries(
  { dir, encryption }: Pick<MissingSearch, 'dir' | 'encryption'>,
  { concealKey = null }: DeliveryTarget,
): AsyncGenerator<{ readonly delivery: Delivery; readonly forwardedAt: number }> {
  const atRest: AtRest = createAtRest(encryption, 'startnode:inbox:v1')
  for await (const { record, forwardedAt } of readForwarded(dir))
    yield { delivery: identify(decodeRecord(atRest.open(record)), concealKey), forwardedAt }
}

/** Tells two deliveries apart: one with the same name is a repeat. */
export function nameOf({ process, taskId, digest = '' }: Delivery): string {
  return `${process} ${taskId} ${digest}`
}

/** How long the namespace keeps closed workflows, ms. @throws TemporalUnreachableError */
export async function readRetention(connection: Connection, namespace: string): Promise<number> {
  const { config } = await connection.workflowService
    .describeNamespace({ namespace })
    .catch((error: unknown) => {
      throw explainTemporalError(error, 'reading the retention of the namespace')
    })
  const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0)
  return seconds > 0 ? seconds * 1_000 : Number.POSITIVE_INFINITY
}

async function lookFor(
  delivery: Delivery,
  forwardedAt: number,
  target: DeliveryTarget,
): Promise<MissingDelivery | null> {
  const { process, taskId, ref, refInId = ref, problem, callback, receivedAt } = delivery
  if (await isThere(delivery, refInId, target)) return null
  const workflowId =
    problem !== null || callback !== undefined
      ? deliveryWorkflowId(process, taskId)
      : refInId === null
        ? taskWorkflowId(process, taskId)
        : refWorkflowId(process, refInId)
  return {
    name: nameOf(delivery),
    taskId,
    process,
    ref: refInId,
    workflowId,
    kind: problem !== null ? 'entry' : callback !== undefined ? 'callback' : 'task',
    receivedAt,
    forwardedAt: new Date(forwardedAt).toISOString(),
    mayRepeat: problem === null && Date.now() - Date.parse(receivedAt) >= KEY_KEPT_MS,
  }
}

/** The same places as deliver.ts goes to, looked at only. */
async function isThere(delivery: Delivery, refInId: string | null, target: DeliveryTarget): Promise<boolean> {
  const { process, taskId, problem, callback } = delivery
  const { client, deadlineMs } = target
  const look = async (workflowId: string) => (await readHolder(client, workflowId, deadlineMs))?.memo ?? null
  const entry = () => look(deliveryWorkflowId(process, asEntry(delivery, target.concealKey ?? null).taskId))
  if (refInId !== null && problem === null && callback === undefined) {
    const memo = await look(refWorkflowId(process, refInId))
    const { first, firstDigest } = readFirst(memo ?? {})
    if (first === taskId) return isSameBody(delivery, firstDigest) || (await entry()) !== null
  }
  const isRecord = problem !== null || callback !== undefined || refInId !== null
  const memo = await look(isRecord ? deliveryWorkflowId(process, taskId) : taskWorkflowId(process, taskId))
  if (memo === null) return false
  return problem !== null || isSameBody(delivery, memo.digest) || (await entry()) !== null
}

/**
 * Brings the deliveries of an inbox to Temporal, each until its outcome is certain, and only then forgets it.
 * Must never hold up acceptance, lose the order of a lane, or let one bad delivery hold up the others.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WaitingRecord } from '../inbox/inbox-contract.ts'
import { processOfLane } from '../inbox/lane-of.ts'
import type { Lane } from '../inbox/lanes.ts'
import { backoffMs } from './backoff.ts'
import { classifyFailure, type Failure } from './classify-failure.ts'
import { countMovable } from './count-movable.ts'
import { deliver } from './deliver/deliver.ts'
import type { DeliveryTarget } from './deliver/delivery-target.ts'
import type { Forwarder, ForwarderOptions } from './forwarder-contract.ts'
import { createGiveWay, URGENT_EVERY_MS } from './give-way.ts'
import { LaneTroubles } from './lane-troubles.ts'
import { Patience } from './patience.ts'
import { RecordOrder } from './record-order.ts'
import { TemporalState } from './temporal-state.ts'
import { Window } from './window.ts'

/** How soon a resumed process goes on. */
const HELD_LOOK_MS = 500
const LANE_RETRY_MS = 100
const MAX_LANE_RETRY_MS = 30_000
const LOOK_AGAIN_MS = 20
const READ_AGAIN_MS = 1_000
/** Failures in a row after which a lane is worth a line in the log. */
const LANE_WORTH_A_LINE = 5

/** @example const forwarder = startForwarder({ inbox, target, concurrency: 32, log }) */
export function startForwarder(options: ForwarderOptions): Forwarder {
  const { inbox, log } = options
  const patience = new Patience(options.target.deadlineMs, log)
  // Not a copy of its values: the client of a target may be made later
  const target: DeliveryTarget = Object.create(options.target, {
    deadlineMs: { get: () => patience.deadlineMs },
  })
  const concurrency = options.concurrency ?? 32
  const temporal = new TemporalState(() => pump(), log)
  const order = new RecordOrder(target.client)
  const troubles = new LaneTroubles()
  const underWay = new Set<Promise<void>>()
  const deleting = new Set<Promise<void>>()
  const giveWay = createGiveWay(inbox, concurrency)
  let trickle: NodeJS.Timeout | undefined
  const isPaused = options.isPaused ?? (() => false)
  const window = new Window(inbox, isPaused, concurrency)
  const { lanes } = window
  const unsubscribe = inbox.onAccepted((awaited) => {
    if (awaited !== undefined) hurry(awaited)
    wake()
  })
  const heldTimer = setInterval(() => {
    if (window.anyResumed()) queuePump()
  }, HELD_LOOK_MS).unref()
  let forwarded = 0
  let duplicates = 0
  let refused = 0
  let lastFailure: string | null = null
  let draining = false
  let stopped = false
  let pumpQueued = false

  function wake(): void {
    window.lookAgain()
    queuePump()
  }

  /** Once per turn of the event loop, however many ask for it. */
  function queuePump(): void {
    if (pumpQueued || stopped) return
    pumpQueued = true
    setImmediate(() => {
      pumpQueued = false
      pump()
    })
  }

  function pump(): void {
    if (stopped) return
    const given = draining ? concurrency : giveWay(underWay.size, lanes.urgent > 0)
    if (given < concurrency) pumpAgainSoon()
    const limit = temporal.allow(given)
    while (underWay.size < limit) {
      if (lanes.ready === 0) tryToLoad()
      const lane = lanes.take()
      if (lane === undefined) return
      if (isHeld(lane) || waitsForRecord(lane)) continue
      const work = forward(lane).finally(() => {
        underWay.delete(work)
        queuePump()
      })
      underWay.add(work)
    }
  }

  /** Acceptance may be over by then, and nobody else would ask again. */
  function pumpAgainSoon(): void {
    trickle ??= setTimeout(() => {
      trickle = undefined
      queuePump()
    }, URGENT_EVERY_MS)
  }

  /** An inbox that can't be read is no reason to stop accepting: it is tried again. */
  function tryToLoad(): void {
    try {
      if (!window.load()) queuePump()
    } catch (error) {
      log?.error({ err: error }, 'the inbox can not be read')
      setTimeout(wake, READ_AGAIN_MS).unref()
    }
  }

  /** A delivery a caller waits for does not queue behind those that are still on disk. */
  function hurry(record: WaitingRecord): void {
    if (isPaused(processOfLane(record.lane))) return
    window.add(record)
    lanes.prefer(record.lane)
  }

  /** A lane of a paused process leaves the window. */
  function isHeld(lane: Lane): boolean {
    if (!isPaused(processOfLane(lane.name))) return false
    window.hold(lane)
    troubles.forget(lane.name)
    return true
  }

  /** A lane whose last delivery is not decided yet comes back by itself, and takes no place meanwhile. */
  function waitsForRecord(lane: Lane): boolean {
    const before = order.before(lane.name)
    if (before === null) return false
    void before.then(() => {
      if (stopped) return
      lanes.retry(lane, 0, queuePump)
      queuePump()
    })
    return true
  }

  async function forward(lane: Lane): Promise<void> {
    const record = lanes.recordOf(lane)
    const givenMs = patience.deadlineMs
    const began = performance.now()
    try {
      const delivery = inbox.get(record)
      if (delivery !== null) {
        const outcome = await deliver(delivery, target)
        order.note(lane.name, delivery, outcome)
        options.onOutcome?.(delivery, outcome)
        forwarded += 1
        if (outcome.repeat) duplicates += 1
        temporal.works()
        patience.answered(performance.now() - began)
      }
      forget(record.seq)
      advance(lane)
    } catch (error) {
      if (classifyFailure(error).kind === 'late') patience.late(givenMs)
      await fail(lane, record, error)
    }
  }

  function advance(lane: Lane): void {
    troubles.forget(lane.name)
    window.advance(lane)
  }

  async function fail(lane: Lane, record: WaitingRecord, error: unknown): Promise<void> {
    const failure = classifyFailure(error)
    lastFailure = failure.reason
    troubles.note(record, failure.reason)
    if (failure.kind === 'refused' && (await putAside(record, failure))) {
      temporal.works()
      advance(lane)
      return
    }
    // One that is late while Temporal is away says nothing of itself; one that is late while others pass does.
    const late = failure.kind === 'late'
    const everyonesFault =
      failure.kind === 'blocked' ||
      failure.kind === 'unreachable' ||
      (late && temporal.state !== 'forwarding')
    if (everyonesFault || late)
      temporal.fails(failure.kind === 'blocked' ? 'blocked' : 'unreachable', failure)
    if (!everyonesFault) lane.failures += 1
    const delayMs = everyonesFault ? 0 : backoffMs(lane.failures, LANE_RETRY_MS, MAX_LANE_RETRY_MS)
    if (!stopped) lanes.retry(lane, delayMs, queuePump)
    if (lane.failures === LANE_WORTH_A_LINE) {
      log?.warn({ lane: lane.name, reason: failure.reason }, 'a delivery keeps failing; its lane waits')
    }
  }

  async function putAside(record: WaitingRecord, failure: Failure): Promise<boolean> {
    try {
      await inbox.moveToStuck(record.seq, {
        code: failure.code ?? 'temporal_refused',
        message: failure.reason,
      })
    } catch {
      return false
    }
    refused += 1
    log?.error(
      { lane: record.lane, reason: failure.reason },
      failure.code === 'quarantine_full'
        ? 'the quarantine is full: a delivery is kept aside'
        : 'Temporal refused a delivery for good: it is kept aside',
    )
    return true
  }

  /** Its outcome is certain, so nobody waits for this; a record left over is only found to be a repeat. */
  function forget(seq: number): void {
    const work = deleteRecord(seq).finally(() => deleting.delete(work))
    deleting.add(work)
  }

  async function deleteRecord(seq: number): Promise<void> {
    for (let failures = 1; ; failures++) {
      try {
        return await inbox.delete(seq)
      } catch {
        if (stopped) return
        await sleep(backoffMs(failures, LANE_RETRY_MS, MAX_LANE_RETRY_MS), undefined, { ref: false })
      }
    }
  }

  wake()
  return {
    wake,
    troubleOf: (record) => troubles.of(record),
    async drain(deadlineMs) {
      draining = true
      wake()
      const end = performance.now() + deadlineMs
      while (countMovable(inbox.counts(), isPaused) > 0 && performance.now() < end && !stopped)
        await sleep(LOOK_AGAIN_MS)
      draining = false
      return inbox.counts().records
    },
    async stop() {
      stopped = true
      unsubscribe()
      clearInterval(heldTimer)
      clearTimeout(trickle)
      lanes.stop()
      temporal.stop()
      await Promise.allSettled([...underWay])
      await Promise.allSettled([...deleting])
    },
    status: () => ({
      state: temporal.state,
      reason: temporal.reason,
      inFlight: underWay.size,
      lanes: lanes.size,
      lanesWaiting: lanes.waiting,
      held: window.held(),
      forwarded,
      duplicates,
      refused,
      lastFailure,
    }),
  }
}

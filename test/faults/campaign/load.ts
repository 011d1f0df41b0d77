/** Careless senders and an operator, going on while faults are inflicted. Everything sent is written down. */
import { isStartnodeError } from '../../../src/errors/startnode-error.ts'
import { createQuarantine } from '../../../src/quarantine/quarantine-client.ts'
import { forEachAtOnce } from '../../helpers/for-each-at-once.ts'
import { readOutcome } from '../../helpers/read-outcomes.ts'
import { createRecordingClient, type SentRequest } from '../../helpers/recording-client.ts'
import type { StackReceiver } from '../../helpers/stack-processes.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import type { CampaignStack } from './campaign-stack.ts'
import { createRandom, makeEvents, PROCESSES, type StressEvent, WITH_REF } from './events.ts'

const SENDERS = 8
/** A sender takes a longer silence for an unknown outcome; a frozen part lasts up to 4 s. */
const ANSWERS_WITHIN_MS = 5_000
const BACK_WITHIN_MS = 180_000
/** A fault lasts, and a restore takes minutes on a busy machine. */
const ALLOWED_WITHIN_MS = 900_000
/** Of 900 KB: what an inbox takes of one process is a quarter of it, and some may yet be forwarded. */
const MOST_FILLED = 400
const PAD = 'x'.repeat(900_000)

export interface CampaignLoad {
  /** Everything sent, and what operators resubmitted, as if it had been sent. */
  history(): readonly SentRequest[]
  /** Share of the events that is done, 0 to 1. */
  done(): number
  /** So much of it may be sent (at first nothing), so that some is left for the faults to come. */
  allow(share: number): void
  /** What was resubmitted since then (ms since 1970) nobody knows any more. */
  forget(since: number): void
  /** Ids of tasks that were forgotten. */
  forgotten(): ReadonlySet<string>
  /** Bodies of 900 KB, until the inbox of that receiver is full. @returns how many were refused for that */
  fill(receiver: StackReceiver): Promise<number>
  /** Resolves when all is sent, and the operator has stopped. */
  ended: Promise<void>
  /** Sends nothing more: the campaign has failed. */
  stop(): void
}

/** @param name begins every ref and key of this load */
export function startLoad(on: CampaignStack, seed: number, count: number, name: string): CampaignLoad {
  const client = createRecordingClient(ANSWERS_WITHIN_MS)
  const random = createRandom(seed + 1_000_000)
  const resubmitted: Resubmitted[] = []
  const forgotten = new Set<string>()
  const events = makeEvents(seed, count, name)
  let done = 0
  let allowed = 0
  let isStopped = false

  /** Sends again what got no answer, as Mambu does, but for some that are impatient. */
  async function send({ process, key, ref, body, first }: StressEvent, isPatient: boolean): Promise<void> {
    const order = first ? on.receivers : [on.receivers[1], on.receivers[0]]
    for (const receiver of order) {
      const url = receiver.url + on.paths.get(process)
      const { status } = await client.send({ process, url, body, key, ref })
      if (status !== null && status < 500) return
      // It may have been accepted: without a key a second try is a second delivery.
      if (key === null || !isPatient) return
      const back = `${order.at(-1)?.url}/livez`
      const isBack = async () => isStopped || (await fetch(back, { signal: AbortSignal.timeout(2_000) })).ok
      await waitFor('a receiver is back', isBack, BACK_WITHIN_MS)
    }
  }

  const senders = forEachAtOnce(events.entries(), SENDERS, async ([at, event]) => {
    await waitFor('it may be sent', () => isStopped || at < allowed * events.length, ALLOWED_WITHIN_MS)
    if (!isStopped) await send(event, random() < 0.7)
    done += 1
  })
  const operator = mendSome(on, name, random, resubmitted, {
    done: () => done,
    isOver: () => isStopped || done >= events.length,
  })
  const ended = Promise.all([senders, operator]).then(() => client.close())
  // Told to whoever waits for it
  ended.catch(() => {})
  return {
    history: () => [...client.sent, ...resubmitted],
    done: () => done / events.length,
    allow(share) {
      allowed = share
    },
    ended,
    stop() {
      isStopped = true
    },
    forget(since) {
      for (const [at, row] of resubmitted.entries()) {
        if (row.at < since) continue
        if (row.taskId !== null) forgotten.add(row.taskId)
        resubmitted[at] = { ...row, status: null, taskId: null }
      }
    },
    forgotten: () => forgotten,
    async fill(receiver) {
      const process = 'plain-events'
      let refused = 0
      await forEachAtOnce(Array.from({ length: MOST_FILLED }).keys(), 4, async (at) => {
        if (refused > 0) return
        const body = JSON.stringify({ ref: `${name}-fill`, n: at, pad: PAD })
        const url = receiver.url + on.paths.get(process)
        const { answer } = await client.send({ process, url, body, key: `${name}-fill-${at}` })
        if (answer.includes('inbox_full')) refused += 1
      })
      return refused
    },
  }
}

/** As if it had been sent; `at`: ms since 1970. */
type Resubmitted = SentRequest & { readonly at: number }

/** Mends and resubmits entries of bad bodies, some of whose senders mend them too. */
async function mendSome(
  { stack }: CampaignStack,
  name: string,
  random: () => number,
  resubmitted: Resubmitted[],
  { done, isOver }: { done(): number; isOver(): boolean },
): Promise<void> {
  const quarantine = createQuarantine(stack.client)
  const tried = new Set<string>()

  async function mend(process: string, entryId: string): Promise<void> {
    const kept = await quarantine.show(process, entryId)
    if (!kept.body.includes(name) || kept.edits > 0) return
    const found = await readOutcome(stack.client, `${process}/d/${entryId}`)
    const { ref } = JSON.parse(kept.body) as { ref: string }
    const body = JSON.stringify({ ref, n: 100 + Math.floor(random() * 2) })
    const key = found?.key ?? null
    const named = WITH_REF.includes(process) ? ref : null
    const row = { process, key, ref: named, body, answer: '', durationMs: 0, at: Date.now() }
    try {
      await quarantine.edit(process, entryId, { body, actor: 'test:operator' })
      await quarantine.resubmit(process, entryId, { actor: 'test:operator' })
      resubmitted.push({ ...row, status: 200, taskId: key === null ? entryId : (kept.identity ?? null) })
    } catch (error) {
      const code = isStartnodeError(error) ? error.code : ''
      if (['delivery_key_reused', 'not_unical_ref', 'quarantine_closed'].includes(code)) return
      // Late or killed meanwhile: it may have been done.
      resubmitted.push({ ...row, status: null, taskId: null })
    }
  }

  async function mendOne(process: string): Promise<void> {
    const { entries } = await quarantine.list({ process, limit: 20 })
    const entry = entries.find(
      ({ taskId, summary }) => summary?.code === 'schema_mismatch' && !tried.has(taskId),
    )
    if (entry === undefined) return
    tried.add(entry.taskId)
    await mend(process, entry.taskId)
  }

  while (!isOver()) {
    const before = done()
    for (const process of PROCESSES) {
      // Temporal may be away: that is what the campaign is for. He looks again.
      await mendOne(process).catch((error: unknown) => {
        if (!isStartnodeError(error) && !(error instanceof SyntaxError)) throw error
      })
    }
    // He is no part of the load: looks again when there is something new
    await waitFor('the load goes on', () => isOver() || done() > before, ALLOWED_WITHIN_MS)
  }
}

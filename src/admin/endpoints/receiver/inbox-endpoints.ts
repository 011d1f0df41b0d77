/** What the inbox of this receiver holds: in numbers, one by one, and found. */
import { z } from 'zod'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { HELD_LEVELS } from '../../../forwarder/waiting/judge-held.ts'
import {
  findWaiting,
  listWaiting,
  viewStuck,
  WAITS_FOR,
  type WaitingParts,
} from '../../../forwarder/waiting/list-waiting.ts'
import { startNodeState } from '../../../settings/snapshot.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { peerState, tellPeers } from '../../peers/peer-state.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'
import { createGiveWay } from '../../serve/give-way.ts'

const TAG = 'Inbox'
/** Most that one search gives: an obj_id is of one delivery, a ref of few. */
const MOST_FOUND = 50
/** It may have to open all that waits. */
const PEER_FINDS_WITHIN_MS = 15_000

export const inboxStatus = z.object({
  mode: z.enum(['durable', 'direct']),
  records: z.number(),
  perProcess: z.record(z.string(), z.number()),
  stuck: z.number(),
  oldestReceivedAt: z.string().nullable(),
  usedBytes: z.number(),
  mapBytes: z.number(),
  fill: z.number().describe('By its marks, 0 to 1'),
  writable: z.boolean(),
  accepted: z.number().describe('Since this receiver started'),
  drain: z
    .object({
      seconds: z.number().nullable().describe('Until nothing waits that may go on; null: not known'),
      unknown: z.string().nullable().describe('Why it is not known'),
      inPerSecond: z.number().describe('Of the last five minutes'),
      outPerSecond: z.number(),
    })
    .nullable(),
  verdict: z
    .object({
      level: z
        .enum(HELD_LEVELS)
        .describe(
          'paused: all that waits waits for a resume; held: the oldest waits for 30 s and more; filling, full: by its marks',
        ),
      since: z.string(),
    })
    .nullable()
    .describe('Steady: it goes at a lower threshold than it comes, after 30 s'),
  forwarder: z
    .object({
      state: z.enum(['forwarding', 'unreachable', 'blocked']),
      reason: z.string().nullable(),
      inFlight: z.number(),
      lanes: z.number(),
      lanesWaiting: z.number(),
      held: z.array(z.string()).describe('Paused processes whose deliveries wait'),
      forwarded: z.number(),
      duplicates: z.number().describe('Of the forwarded: those that had their outcome already'),
      refused: z.number(),
      lastFailure: z.string().nullable(),
    })
    .nullable(),
})

const waitingRow = z.object({
  seq: z.number(),
  process: z.string(),
  taskId: z.string().describe('`obj_id` of its answer'),
  ref: z.string().nullable().describe('What stands for it, where refs are concealed'),
  since: z.string().describe('When it was accepted'),
  tries: z.number().describe('In vain, since this receiver started'),
  lastError: z.string().nullable(),
  waitsFor: z
    .enum(WAITS_FOR)
    .describe(
      'resume: its process is paused; temporal: that is away or refuses everything; retry: its last try failed; turn: nothing but those before it; somebody: Temporal refused it for good, and it is kept aside',
    ),
})
export const foundRow = waitingRow.extend({ receiver: z.string().describe('Which holds it') })
export const inboxFound = z.object({ found: z.array(foundRow), receivers: z.array(peerState) })
export const inboxWaiting = z.object({
  waiting: z.array(waitingRow),
  next: z.number().nullable().describe('`after` of the next page; null: this was the last one'),
})
export const inboxTrend = z.object({
  trend: z
    .array(z.object({ at: z.string(), held: z.number(), accepted: z.number(), forwarded: z.number() }))
    .describe('Of the last hour, since this receiver started; accepted and forwarded since then'),
})

const process = z.string().max(64)
const page = z.strictObject({
  process: process.optional(),
  after: z.coerce.number().int().min(0).default(0).describe('Only those with a higher `seq`'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const peerFound = z.object({ receiver: z.string(), found: z.array(waitingRow) })

export function inboxEndpoints(parts: AdminParts): Endpoint[] {
  const giveWay = createGiveWay()
  const { inbox, forwarder, watch, feed, peers } = parts
  const waitingParts = (): WaitingParts | null =>
    inbox && {
      inbox,
      forwarder,
      isPaused(of) {
        const snapshot = feed.current()
        return snapshot !== null && startNodeState(snapshot, of).intake.paused
      },
    }
  async function findHere(text: string, of: string | undefined) {
    const here = waitingParts()
    return here === null ? [] : findWaiting(here, { text, process: of }, MOST_FOUND, giveWay)
  }
  const wanted = z.strictObject({
    text: z.string().min(1).max(1_000).describe('obj_id, ref or delivery key; whole'),
    process: process.optional(),
  })

  return [
    defineEndpoint({
      method: 'get',
      path: '/inbox',
      role: 'viewer',
      tag: TAG,
      summary: 'What the inbox of this receiver holds',
      answer: inboxStatus,
      run() {
        const none = {
          records: 0,
          perProcess: {},
          stuck: 0,
          oldestReceivedAt: null,
          usedBytes: 0,
          mapBytes: 0,
        }
        if (inbox === null)
          return {
            mode: 'direct',
            ...none,
            fill: 0,
            writable: true,
            accepted: 0,
            drain: null,
            verdict: null,
            forwarder: null,
          }
        const verdict = watch?.verdict() ?? null
        return {
          mode: 'durable',
          ...inbox.counts(),
          fill: inbox.fill(),
          writable: inbox.isWritable(),
          accepted: inbox.accepted(),
          drain: watch?.drain() ?? null,
          verdict: verdict && { level: verdict.level, since: new Date(verdict.since).toISOString() },
          forwarder: forwarder?.status() ?? null,
        }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/inbox/trend',
      role: 'viewer',
      tag: TAG,
      summary: 'How much the inbox of this receiver held over the last hour',
      answer: inboxTrend,
      run: () => ({
        trend: (watch?.trend() ?? []).map(({ at, ...sample }) => ({
          at: new Date(at).toISOString(),
          ...sample,
        })),
      }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/inbox/waiting',
      role: 'viewer',
      tag: TAG,
      summary: 'List the deliveries in the inbox of this receiver, oldest first',
      description: 'Accepted, and not yet a task. No body and no delivery key is told.',
      query: page,
      answer: inboxWaiting,
      run({ query }) {
        const here = waitingParts()
        return here === null ? { waiting: [], next: null } : listWaiting(here, query)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/inbox/stuck',
      role: 'viewer',
      tag: TAG,
      summary: 'List the deliveries that Temporal refused for good, oldest first',
      query: page.omit({ process: true }),
      answer: inboxWaiting,
      run({ query: { after, limit } }) {
        const stuck = inbox?.stuck(limit, after) ?? []
        const last = stuck.at(-1)
        return { waiting: stuck.map(viewStuck), next: stuck.length < limit ? null : (last?.seq ?? null) }
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/inbox/stuck/{seq}/release',
      role: 'operator',
      tag: TAG,
      summary: 'Give a delivery that was put aside another try',
      description: 'It goes to the end of its lane; what Temporal refuses again is put aside again.',
      params: z.strictObject({ seq: z.coerce.number().int().min(1) }),
      answer: null,
      async run({ params: { seq }, audit }) {
        const [stuck] = inbox?.stuck(1, seq - 1) ?? []
        audit({ seq, process: stuck?.delivery.process ?? null, taskId: stuck?.delivery.taskId ?? null })
        if (stuck?.seq !== seq)
          throw new StartnodeError('task_unknown', `No delivery with the number ${seq} is put aside here`)
        await inbox?.release(seq)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/inbox/find',
      role: 'viewer',
      tag: TAG,
      summary: 'Find a delivery that is accepted and not yet a task',
      description:
        'In the inbox of this receiver and of the others (ADMIN_PEERS). It opens one delivery after the other, so with 50,000 it takes some seconds.',
      query: wanted,
      answer: inboxFound,
      async run({ query: { text, process: of } }) {
        const query = new URLSearchParams({ text, ...(of === undefined ? {} : { process: of }) })
        const [here, others] = await Promise.all([
          findHere(text, of),
          peers.ask(`/inbox/find/here?${query}`, peerFound, PEER_FINDS_WITHIN_MS),
        ])
        // What one held before it was away may be a task by now.
        const there = others.flatMap(({ answer, away }) =>
          answer === null || away !== null
            ? []
            : answer.found.map((row) => ({ ...row, receiver: answer.receiver })),
        )
        return {
          found: [...here.map((row) => ({ ...row, receiver: peers.name })), ...there],
          receivers: tellPeers(peers, others),
        }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/inbox/find/here',
      role: 'viewer',
      tag: TAG,
      summary: 'The same in this receiver alone, as the others ask it',
      query: wanted,
      answer: peerFound.extend({ id: z.string() }),
      run: async ({ query: { text, process: of } }) => ({
        id: peers.id,
        receiver: peers.name,
        found: await findHere(text, of),
      }),
    }),
  ]
}

/** How much the inbox of each receiver holds, side by side. */
import { z } from 'zod'
import { HELD_LEVELS } from '../../../forwarder/waiting/judge-held.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { peerState, tellPeers } from '../../peers/peer-state.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'

const TAG = 'Inbox'

const held = z.object({
  records: z.number(),
  stuck: z.number().describe('That Temporal refused for good'),
  oldestReceivedAt: z.string().nullable(),
  level: z.enum(HELD_LEVELS).nullable().describe('As in `/inbox`; null: it keeps none (mode `direct`)'),
})
export const heldView = z.object({
  receivers: z
    .array(peerState.extend({ held: held.nullable().describe('As of `asOf`; null: it never told') }))
    .describe('This one first'),
})
const peerHeld = z.object({ held })

export function heldEndpoints({ inbox, watch, peers }: AdminParts): Endpoint[] {
  function readHere(): z.output<typeof held> {
    const { records, stuck, oldestReceivedAt } = inbox?.counts() ?? {
      records: 0,
      stuck: 0,
      oldestReceivedAt: null,
    }
    return { records, stuck, oldestReceivedAt, level: watch?.verdict().level ?? null }
  }
  return [
    defineEndpoint({
      method: 'get',
      path: '/inbox/receivers',
      role: 'viewer',
      tag: TAG,
      summary: 'How much the inbox of each receiver holds',
      description: 'Of this one and those of ADMIN_PEERS; one that is away as it said last.',
      answer: heldView,
      async run() {
        const others = await peers.ask('/inbox/here', peerHeld)
        const parts = [readHere(), ...others.map(({ answer }) => answer?.held ?? null)]
        return { receivers: tellPeers(peers, others).map((one, at) => ({ ...one, held: parts[at] ?? null })) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/inbox/here',
      role: 'viewer',
      tag: TAG,
      summary: 'The same of this receiver alone, as the others ask it',
      answer: peerHeld.extend({ id: z.string() }),
      run: () => ({ id: peers.id, held: readHere() }),
    }),
  ]
}

import { z } from 'zod'
import type { PeerAnswer, Peers } from './ask-peers.ts'

/** Whose numbers an answer holds, and of when. */
export const peerState = z.object({
  name: z.string(),
  isThis: z.boolean(),
  asOf: z.string().nullable().describe('Of when its part is; null: nothing of it is in here'),
  away: z.string().nullable().describe('Why it did not answer now; null: it did'),
})

/** This receiver first. */
export function tellPeers(
  peers: Peers,
  answers: readonly PeerAnswer<unknown>[],
): z.output<typeof peerState>[] {
  return [
    { name: peers.name, isThis: true, asOf: new Date().toISOString(), away: null },
    ...answers.map(({ name, asOf, away }) => ({ name, isThis: false, asOf, away })),
  ]
}

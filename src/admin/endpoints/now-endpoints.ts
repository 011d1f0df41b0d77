import { z } from 'zod'
import { needView, nowView } from '../../now/need.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'

const TAG = 'Operation'

/** What needs somebody now. */
export function nowEndpoints({ now, peers }: AdminParts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/now',
      role: 'viewer',
      tag: TAG,
      summary: 'What needs somebody now, and since when',
      description:
        'Looked at every few seconds while a console is open, every 30 s otherwise. What comes and goes within seconds is not told.',
      query: z.strictObject({
        fresh: z.stringbool().default(false).describe('True: look now'),
      }),
      answer: nowView,
      run: ({ query: { fresh } }) => (fresh ? now.look() : now.view()),
    }),
    defineEndpoint({
      method: 'get',
      path: '/now/here',
      role: 'viewer',
      tag: TAG,
      summary: 'What this receiver itself suffers from, as the others ask it',
      answer: z.object({ id: z.string(), needs: z.array(needView) }),
      run: () => ({ id: peers.id, needs: now.own() }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/now/seen',
      role: 'operator',
      tag: TAG,
      summary: 'Say that somebody is done with what there is of a need',
      description:
        'For what has ended: failed tasks, outcomes. The tasks stay as they are; later ones are told again. Kept by this receiver, for all who look at it.',
      body: z.strictObject({
        id: z.string().min(1).max(2_000).describe('Of the need'),
        until: z.iso.datetime().optional().describe('Of the need as it was seen; left out: as it is now'),
      }),
      answer: nowView,
      run: ({ body: { id, until } }) => now.markSeen(id, until),
    }),
  ]
}

/** The head of the settings: what this receiver goes by, and how it is handed a later one without waiting for its poll. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { type HeadStatus, headStatus } from '../../settings/chain/head-status.ts'
import { parseHead } from '../../settings/chain/parse-head.ts'
import { placeOf } from '../../settings/chain/seen-settings.ts'
import { NO_STOPS } from '../../settings/chain/stops.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'

export function settingsEndpoints(parts: AdminParts): Endpoint[] {
  const { feed, namespace } = parts
  function status(): HeadStatus {
    const known = feed.known()
    const { past = '', givenUp = [] } = known === null ? {} : placeOf(known)
    return {
      namespace,
      ...feed.status(),
      inForce: feed.current() !== null,
      past,
      givenUp: [...givenUp],
      stops: known?.stops ?? NO_STOPS,
    }
  }
  return [
    defineEndpoint({
      method: 'get',
      path: '/settings/head',
      role: 'viewer',
      tag: 'Operation',
      summary: 'Which settings this receiver goes by',
      answer: headStatus,
      run: status,
    }),
    defineEndpoint({
      method: 'post',
      path: '/settings/head',
      role: 'viewer',
      tag: 'Operation',
      summary: 'Hand this receiver a signed head, or have it look at Temporal now',
      description:
        'A head counts by its signature and its past alone, whoever brings it: what does not follow the one in force changes nothing. Without one the receiver reads the settings now.',
      body: z.strictObject({ head: z.looseObject({ content: z.unknown() }).optional() }),
      answer: headStatus,
      async run({ body }) {
        if (body.head === undefined) await feed.refresh()
        else {
          const { content, ...beside } = body.head
          const head = parseHead(content, beside)
          if (head === null) throw new StartnodeError('request_invalid', 'This is no head of the settings')
          await feed.offer(head)
        }
        return status()
      },
    }),
  ]
}

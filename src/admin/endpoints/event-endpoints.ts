import { StartnodeError } from '../../errors/startnode-error.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import { createEventFeed } from '../serve/event-feed.ts'
import { openEventStream } from '../serve/open-event-stream.ts'

const MAX_STREAMS = 200

/** One stream for all that a console shows; without it a console asks again and again. */
export function eventEndpoints(parts: AdminParts): Endpoint[] {
  const feed = createEventFeed(parts)
  let streams = 0
  return [
    defineEndpoint({
      method: 'get',
      path: '/events',
      role: 'viewer',
      tag: 'Operation',
      summary: 'Hear what changes',
      description:
        'Server-sent events, each the whole state of its kind: `now` (the verdict, and what every page should say), `settings` (revision), `requests` (total), `inbox`, `tasks` and `quarantine` (counts by state: look again at lists). The state of every kind comes first, so nothing is lost by connecting again, which the stream asks for every 15 minutes.',
      answer: 'text/event-stream',
      run({ response }) {
        if (streams >= MAX_STREAMS) {
          throw new StartnodeError('not_ready', 'Too many streams are open: try again later', {
            retryAfter: 10,
          })
        }
        streams += 1
        const stream = openEventStream(response)
        const unsubscribe = feed.subscribe(({ id, kind, data }) => stream.send(kind, data, id))
        stream.onClose(() => {
          streams -= 1
          unsubscribe()
        })
      },
    }),
  ]
}

/** How tasks of a process ended, over hours and by day. */
import { z } from 'zod'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { endedCount } from '../../../processes/process-view.ts'
import { currentSettings } from '../../../settings/settings-access.ts'
import { createEndedCounter } from '../../../tasks/list/count-ended.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'

const WITHIN_MS = 4_000
const DAYS = 14

const counts = z.array(endedCount).nullable().describe('Null: not counted in time')

export const outcomes = z.object({
  last24h: counts,
  last7d: counts,
  days: z
    .array(z.object({ day: z.string().describe('UTC'), ended: counts }))
    .describe('The oldest first; the last one is today'),
})

export function taskOutcomeEndpoints(parts: AdminParts): Endpoint[] {
  const counter = createEndedCounter(parts.client)
  return [
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/outcomes',
      role: 'viewer',
      tag: 'Processes',
      summary: 'Count how tasks ended: by state and by outcome, in 24 hours, in 7 days and by day',
      description: `By the rule of \`GET /tasks\`, so each count leads to exactly these tasks. Days are those of UTC, the last ${DAYS}; as far as Temporal still knows the tasks.`,
      params: z.strictObject({ process: z.string().max(64) }),
      answer: outcomes,
      async run({ params: { process } }) {
        const isKnown =
          parts.startNodes.has(process) || Object.hasOwn(currentSettings(parts).startNodes, process)
        if (!isKnown) throw new StartnodeError('process_unknown', `There is no process '${process}'`)
        const deadline = Date.now() + WITHIN_MS
        const [last24h, last7d] = [
          await counter.last(process, 24, deadline),
          await counter.last(process, 7 * 24, deadline),
        ]
        return { last24h, last7d, days: await counter.byDay(process, DAYS, deadline) }
      },
    }),
  ]
}

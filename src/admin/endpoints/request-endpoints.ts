/** The requests log of this receiver: read, and followed as it grows. */
import { z } from 'zod'
import { ERRORS } from '../../errors/error-table.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { LoggedRequest, RequestFilter } from '../../requests/requests.ts'
import { trialView } from '../../try/trial-view.ts'
import { tryProcess } from '../../try/try-process.ts'
import { isAllowed } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import { openEventStream } from '../serve/open-event-stream.ts'

const TAG = 'Requests'
const MAX_STREAMS = 50

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

const filter = z.strictObject({
  process: z.string().max(64).optional(),
  addressed: z.string().max(200).optional().describe('Process or @alias, as the URL named it'),
  code: z.string().max(64).optional(),
  taskId: z.string().max(24).optional(),
  refused: flag.optional().describe('true: only what was not accepted'),
  test: flag.optional().describe('true: only tests of operators; false: none of them'),
  authentic: flag.optional().describe('true: only what proved its URL and credentials'),
})

export const requestRow = z.object({
  seq: z.number(),
  time: z.string(),
  process: z.string().nullable(),
  addressed: z.string().nullable(),
  code: z.string(),
  status: z.number(),
  reason: z.string().nullable().describe('What the operator is told and the caller is not'),
  why: z.string().nullable().describe('Why it became no task, in words; null: it did'),
  test: z.boolean().describe('Sent by an operator to try the process'),
  bytes: z.number(),
  durationMs: z.number(),
  taskId: z.string().nullable(),
  repeat: z.boolean().describe('It is the repeat of `taskId` (or of `keptAs`), and started nothing'),
  keptAs: z.string().nullable().describe('Id of its entry in quarantine'),
  source: z.string().nullable(),
})

/** Rows carry no header, no body and no signature. */
export function requestEndpoints(parts: AdminParts): Endpoint[] {
  const { requests } = parts
  let streams = 0
  return [
    defineEndpoint({
      method: 'get',
      path: '/requests',
      role: 'viewer',
      tag: TAG,
      summary: 'List requests, newest first, refused ones included',
      description:
        'This receiver keeps the last 10,000 authentic and, apart from them, 1,000 other requests, over a restart too; killed (kill -9) it may miss those of its last second.',
      query: filter.extend({
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
        before: z.coerce.number().int().min(0).optional().describe('Only rows older than this `seq`'),
      }),
      answer: z.object({ requests: z.array(requestRow) }),
      run({ query: { limit, before, ...wanted } }) {
        const page = { limit, ...(before === undefined ? {} : { beforeSeq: before }) }
        return { requests: requests.list(given(wanted), page).map(viewRow) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/requests/stream',
      role: 'viewer',
      tag: TAG,
      summary: 'Follow requests as they come',
      description: 'Server-sent events `request`, one row as JSON each; first the newest `tail` rows.',
      query: filter.extend({ tail: z.coerce.number().int().min(0).max(1_000).default(0) }),
      answer: 'text/event-stream',
      run({ query: { tail, ...wanted }, response }) {
        if (streams >= MAX_STREAMS) {
          throw new StartnodeError('not_ready', 'Too many streams are open: try again later', {
            retryAfter: 10,
          })
        }
        streams += 1
        const stream = openEventStream(response)
        const send = (row: LoggedRequest) =>
          stream.send('request', requestRow.parse(viewRow(row)), String(row.seq))
        if (tail > 0) for (const row of requests.list(given(wanted), { limit: tail }).reverse()) send(row)
        const unsubscribe = requests.subscribe(send, given(wanted))
        stream.onClose(() => {
          streams -= 1
          unsubscribe()
        })
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/requests/{id}/replay',
      role: 'operator',
      tag: TAG,
      summary: 'Send a refused request again, as a test',
      description:
        'Only one whose body is known: an authentic one that is in quarantine. The entry stays; nothing of a stranger is ever kept.',
      params: z.strictObject({ id: z.coerce.number().int().min(1).describe('Its `seq`') }),
      answer: trialView,
      async run({ params: { id }, caller, audit }) {
        const [row] = requests.list({}, { limit: 1, beforeSeq: id + 1 })
        audit({ process: row?.process ?? null, taskId: row?.taskId ?? null })
        if (row?.seq !== id || row.process === null || row.taskId === null || row.code === 'accepted')
          throw new StartnodeError('quarantine_unknown', 'The body of this request was not kept')
        const { process, addressed, keptAs = row.taskId } = row
        const { body, bodyEncoding, bodyCut, format, ref } = await parts.quarantine.show(process, keptAs)
        if (bodyCut || bodyEncoding === 'base64')
          throw new StartnodeError('request_invalid', 'The body is not text, or only its beginning was kept')
        const trial = { process, on: addressed ?? process, format, body, credentials: true, ref }
        return tryProcess(parts, trial, isAllowed(caller.role, 'editor'))
      },
    }),
  ]
}

function viewRow(row: LoggedRequest) {
  const why = row.code === 'accepted' ? null : (row.reason ?? ERRORS[row.code].text)
  const { test = false, repeat = false, keptAs = null } = row
  return { ...row, why, test, repeat, keptAs }
}

/** Without what was not given: an optional field may be left out, not undefined. */
function given(wanted: z.output<typeof filter>): RequestFilter {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
}

/** The quarantine: authentic deliveries that could not become a task, to be looked at, mended, resubmitted or discarded. */
import { z } from 'zod'
import type { AdminParts } from './admin-parts.ts'
import { defineEndpoint, type Endpoint } from './endpoint.ts'

const TAG = 'Quarantine'
const params = z.object({
  process: z.string().regex(/^[a-z0-9-]{1,64}$/),
  taskId: z.string().regex(/^[0-9a-f]{24}$/),
})

const problem = z.object({
  code: z.string(),
  message: z.string(),
  problems: z.array(
    z.object({
      path: z.string(),
      message: z.string(),
      line: z.number().optional(),
      column: z.number().optional(),
    }),
  ),
})

const result = z.object({
  ended: z.enum(['resubmitted', 'discarded', 'expired']),
  reason: z.string().nullable(),
  actor: z.string().nullable(),
  task: z
    .object({ workflowId: z.string(), runId: z.string().nullable() })
    .nullable()
    .describe('The task it became'),
})

const listed = z.object({
  process: z.string(),
  taskId: z.string(),
  summary: z
    .object({
      code: z.string(),
      message: z.string(),
      receivedAt: z.string(),
      keptUntil: z.string(),
      again: z.number().describe('How often the same delivery came again'),
      edits: z.number(),
    })
    .nullable()
    .describe('Null until a worker has seen it'),
})

const entry = z.object({
  process: z.string(),
  taskId: z.string(),
  ref: z.string().nullable(),
  receivedAt: z.string(),
  keptUntil: z.string(),
  again: z.number(),
  edits: z.number(),
  problem,
  contentType: z.string().nullable(),
  format: z.string(),
  body: z.string(),
  bodyEncoding: z.enum(['text', 'base64']),
  bodyCut: z.boolean().describe('True when only the beginning of the body is kept'),
  ended: result.nullable(),
  current: z.boolean().describe('False: no worker answered, so the body is the one it came with'),
})

export function quarantineEndpoints({ quarantine }: AdminParts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/quarantine',
      role: 'viewer',
      tag: TAG,
      summary: 'List what is in quarantine, newest first',
      query: z.object({
        process: z
          .string()
          .regex(/^[a-z0-9-]{1,64}$/)
          .optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().max(4_000).optional(),
      }),
      answer: z.object({ entries: z.array(listed), cursor: z.string().nullable() }),
      async run({ query: { process, limit, cursor } }) {
        const { entries, next } = await quarantine.list({
          limit,
          ...(process === undefined ? {} : { process }),
          ...(cursor === undefined ? {} : { page: cursor }),
        })
        return { entries, cursor: next }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/quarantine/{process}/{taskId}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show an entry with its body and what is wrong with it',
      params,
      answer: entry,
      run: ({ params: { process, taskId } }) => quarantine.show(process, taskId),
    }),
    defineEndpoint({
      method: 'put',
      path: '/quarantine/{process}/{taskId}/body',
      role: 'operator',
      tag: TAG,
      summary: 'Give an entry another body',
      description: 'As text. It is checked when it is resubmitted.',
      params,
      body: z.object({ body: z.string().max(1_500_000) }),
      answer: entry,
      run: ({ params: { process, taskId }, body: { body }, caller: { actor } }) =>
        quarantine.edit(process, taskId, { body, actor }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/quarantine/{process}/{taskId}/resubmit',
      role: 'operator',
      tag: TAG,
      summary: 'Make it the task it should have been',
      description:
        'Checked by the rules of the receiver; the task has the same id. Once, however often it is asked.',
      params,
      answer: result,
      run: ({ params: { process, taskId }, caller: { actor } }) =>
        quarantine.resubmit(process, taskId, { actor }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/quarantine/{process}/{taskId}/discard',
      role: 'operator',
      tag: TAG,
      summary: 'End an entry for good',
      params,
      body: z.object({ reason: z.string().min(1).max(500) }),
      answer: result,
      run: ({ params: { process, taskId }, body: { reason }, caller: { actor } }) =>
        quarantine.discard(process, taskId, { reason, actor }),
    }),
  ]
}

/** The quarantine: authentic deliveries that could not become a task, to be looked at, mended, resubmitted or discarded. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { concealKeyOf } from '../../process/ids/conceal-ref.ts'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import { refInIdOf } from '../../start-node/ref-in-id.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import { checkEntry, withOffsets } from '../../try/check-entry.ts'
import { foreseenView } from '../../try/foreseen-view.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { GiveWay } from '../serve/give-way.ts'

const TAG = 'Quarantine'
const params = z.strictObject({
  process: z.string().regex(/^[a-z0-9-]{1,64}$/),
  taskId: z.string().regex(/^[0-9a-f]{24}$/),
})

const besideKind = z.enum(['task', 'entry', 'record'])

const problem = z.object({
  code: z.string(),
  message: z.string(),
  problems: z.array(
    z.object({
      path: z.string(),
      message: z.string(),
      line: z.number().optional(),
      column: z.number().optional(),
      offset: z.number().optional().describe('Index of that place in `body` (UTF-16 units)'),
    }),
  ),
})

export const quarantineResult = z.object({
  ended: z.enum(['resubmitted', 'discarded', 'expired']),
  reason: z.string().nullable(),
  actor: z.string().nullable(),
  task: z
    .object({ workflowId: z.string(), runId: z.string().nullable() })
    .nullable()
    .describe('The task it became'),
})

export const listed = z.object({
  process: z.string(),
  taskId: z.string(),
  identity: z
    .string()
    .nullable()
    .describe('Task id of the first one under its delivery key, or of a good body under it; null: not known'),
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

export const entry = z.object({
  process: z.string(),
  taskId: z.string(),
  ref: z.string().nullable(),
  identity: z
    .string()
    .optional()
    .describe('Task id of the first one under its key, or of a good body under it'),
  holder: z.string().optional().describe('With `delivery_key_reused`: workflow id of the first one'),
  refTask: z
    .string()
    .nullable()
    .optional()
    .describe(
      'With `not_unical_ref`: workflow id of the tasks with its ref; the newest may be another one by now',
    ),
  beside: z
    .array(z.object({ workflowId: z.string(), runId: z.string(), taskId: z.string(), kind: besideKind }))
    .describe('What else came under its delivery key, a moment late'),
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
  ended: quarantineResult.nullable(),
  current: z.boolean().describe('False: no worker answered, so the body is the one it came with'),
})

/** @param giveWay for what takes the time of the receiver */
export function quarantineEndpoints(parts: AdminParts, giveWay: GiveWay): Endpoint[] {
  const { quarantine, startNodes, receiver } = parts

  const concealKey = concealKeyOf(parts.encryptionKeys, parts.signingKeys)

  function refTaskOf({ process, ref, problem }: Pick<z.output<typeof entry>, 'process' | 'ref' | 'problem'>) {
    if (problem.code !== 'not_unical_ref' || ref === null) return null
    return refWorkflowId(process, refInIdOf(startNodes.get(process), ref, concealKey))
  }

  function requireServed(process: string): StartNode {
    const startNode = startNodes.get(process)
    if (startNode === undefined)
      throw new StartnodeError('process_unknown', `This receiver serves no process '${process}'`)
    return startNode
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/quarantine',
      role: 'viewer',
      tag: TAG,
      summary: 'List what is in quarantine, newest first',
      query: z.strictObject({
        process: z
          .string()
          .regex(/^[a-z0-9-]{1,64}$/)
          .optional(),
        reason: z
          .string()
          .regex(/^[a-z_]{1,64}$/)
          .optional()
          .describe('Only those kept for it; then a page may hold more than `limit`'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().max(4_000).optional(),
      }),
      answer: z.object({ entries: z.array(listed), cursor: z.string().nullable() }),
      async run({ query: { process, reason, limit, cursor } }) {
        const { entries, next } = await quarantine.list({
          limit,
          ...(reason === undefined ? {} : { code: reason }),
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
      async run({ params: { process, taskId } }) {
        const shown = withOffsets(await quarantine.show(process, taskId))
        return { ...shown, refTask: refTaskOf(shown) }
      },
    }),
    defineEndpoint({
      method: 'put',
      path: '/quarantine/{process}/{taskId}/body',
      role: 'operator',
      tag: TAG,
      summary: 'Give an entry another body',
      description: 'As text. It is checked when it is resubmitted.',
      params,
      body: z.strictObject({ body: z.string().max(1_500_000) }),
      answer: entry,
      run: ({ params: { process, taskId }, body: { body }, caller: { actor } }) =>
        quarantine.edit(process, taskId, { body, actor }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/quarantine/{process}/{taskId}/check',
      role: 'viewer',
      tag: TAG,
      summary: 'What the receiver would answer to a body in its place',
      description: 'Nothing is changed and nothing is sent.',
      params,
      body: z.strictObject({
        body: z.string().max(1_500_000).optional().describe('Default: the one that is kept'),
      }),
      answer: foreseenView,
      async run({ params: { process, taskId }, body: { body } }) {
        const startNode = requireServed(process)
        const kept = await quarantine.show(process, taskId)
        return giveWay(() => checkEntry(receiver.foresee, startNode, kept, body ?? null))
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/quarantine/{process}/{taskId}/resubmit',
      role: 'operator',
      tag: TAG,
      summary: 'Make it the task it should have been',
      description:
        'Checked by the rules of the receiver; once, however often it is asked. `delivery_key_reused` when its key has become a task with another body.',
      params,
      body: z.strictObject({
        asNew: z.boolean().optional().describe('As a task of its own, whatever else has its delivery key'),
      }),
      answer: quarantineResult,
      run: ({ params: { process, taskId }, body, caller: { actor } }) =>
        quarantine.resubmit(process, taskId, { actor, ...(body.asNew ? { asNew: true } : {}) }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/quarantine/{process}/{taskId}/discard',
      role: 'operator',
      tag: TAG,
      summary: 'End an entry for good',
      params,
      body: z.strictObject({ reason: z.string().min(1).max(500) }),
      answer: quarantineResult,
      run: ({ params: { process, taskId }, body: { reason }, caller: { actor } }) =>
        quarantine.discard(process, taskId, { reason, actor }),
    }),
  ]
}

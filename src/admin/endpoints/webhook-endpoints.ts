/** What the Webhook tab of a process shows, and what `Try it` does. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { previewTemplate } from '../../mambu/template/preview-template.ts'
import { drawTestKey } from '../../process/ids/test-key.ts'
import { asRecord, identityHeaders } from '../../processes/direct-call.ts'
import { maskSignatures } from '../../processes/mask.ts'
import { readExamples } from '../../processes/read-examples.ts'
import { viewWebhook, webhookView } from '../../processes/view-webhook.ts'
import { currentSettings } from '../../settings/settings-access.ts'
import { aliasState } from '../../settings/snapshot.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import { foreseenProblem } from '../../try/foreseen-view.ts'
import { trialView } from '../../try/trial-view.ts'
import { tryProcess } from '../../try/try-process.ts'
import { isAllowed } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { GiveWay } from '../serve/give-way.ts'

const TAG = 'Processes'
const params = z.strictObject({ process: z.string().max(64) })
const format = z.enum(['json', 'xml', 'nvp']).default('json')
/** A preview takes the time of the receiver: Mambu's own templates and values are far below these, in characters. */
const MAX_TEMPLATE = 262_144
const MAX_VALUE = 65_536

/** Whose direct URL: of the process, or of an alias that points at it. */
const alias = z
  .string()
  .max(128)
  .optional()
  .describe('Name of an alias, without @: its direct URL instead of that of the process')

export const previewView = z.object({
  text: z.string(),
  missing: z.array(z.string()),
  unused: z.array(z.string()),
  notes: z.array(z.string()).describe('What of the text may be otherwise in Mambu'),
  status: z.number(),
  answer: z.string(),
  accepted: z.boolean(),
  keeps: z.enum(['all', 'trace', 'nothing']).describe('What quarantine would keep of it'),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  problems: z.array(
    foreseenProblem.extend({
      from: z.object({ placeholder: z.string(), line: z.number(), column: z.number() }).optional(),
    }),
  ),
})

export const exampleView = z.object({
  source: z.enum(['file', 'task']),
  taskId: z.string().nullable(),
  receivedAt: z.string().nullable(),
  cameAs: z.enum(['json', 'xml', 'nvp']),
  body: z.string(),
})

/** @param giveWay for what takes the time of the receiver */
export function webhookEndpoints(parts: AdminParts, giveWay: GiveWay): Endpoint[] {
  function requireServed(process: string): StartNode {
    const startNode = parts.startNodes.get(process)
    if (startNode === undefined)
      throw new StartnodeError('process_unknown', `This receiver serves no process '${process}'`)
    return startNode
  }

  /** Whose URL is meant, as `directUrlsOf` takes it. */
  function addressedBy(process: string, name: string | undefined): string {
    if (name === undefined) return process
    if (aliasState(currentSettings(parts), name)?.process !== process)
      throw new StartnodeError('alias_unknown', `No alias '${name}' points at ${process}`)
    return `@${name}`
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/webhook',
      role: 'viewer',
      tag: TAG,
      summary: 'What to paste where a webhook is set up',
      description:
        'Direct URLs and credentials are shown in full to editors, masked to others; a secret variable stays its reference to everybody.',
      params,
      query: z.strictObject({ format, alias }),
      answer: webhookView,
      async run({ params: { process }, query, caller }) {
        const startNode = requireServed(process)
        const on = addressedBy(process, query.alias)
        return viewWebhook(parts, startNode, on, query.format, caller.role)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/schema',
      role: 'viewer',
      tag: TAG,
      summary: 'What the input of a process must be, as JSON Schema',
      params,
      answer: z.object({ schema: z.record(z.string(), z.unknown()) }),
      run({ params: { process } }) {
        const { input } = requireServed(process)
        return { schema: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/examples',
      role: 'viewer',
      tag: TAG,
      summary: 'Bodies to try a process with',
      description: 'Its example file, and what its newest tasks came with.',
      params,
      answer: z.object({ examples: z.array(exampleView) }),
      async run({ params: { process }, caller }) {
        requireServed(process)
        return { examples: maskSignatures(await readExamples(parts, process), caller.role) }
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/processes/{process}/try',
      role: 'operator',
      tag: TAG,
      summary: 'Send a body to the direct URL',
      description:
        'Through this receiver, with the real signature and credentials; it becomes a real task. Its delivery key marks it as a test, and it is left out of the counters.',
      params,
      body: z.strictObject({
        body: z.string().max(1_500_000),
        format,
        alias,
        credentials: z.boolean().default(true).describe('false: without, to see that it is refused'),
        ref: z.string().min(1).max(128).optional().describe('Where the Start node reads it from a header'),
      }),
      answer: trialView,
      run({ params: { process }, body: { alias: name, ref = null, ...rest }, caller, audit }) {
        requireServed(process)
        const on = addressedBy(process, name)
        audit({ on, format: rest.format, bytes: Buffer.byteLength(rest.body) })
        return tryProcess(parts, { process, on, ref, ...rest }, isAllowed(caller.role, 'editor'))
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/processes/{process}/preview',
      role: 'viewer',
      tag: TAG,
      summary: 'Fill a payload as Mambu does, and judge it as the receiver does',
      description: 'Nothing is sent and nothing is kept.',
      params,
      body: z.strictObject({
        template: z.string().max(MAX_TEMPLATE),
        values: z.record(
          z.string().max(500),
          z.union([z.string().max(MAX_VALUE), z.number(), z.boolean(), z.null()]),
        ),
        format,
      }),
      answer: previewView,
      run({ params: { process }, body: { template, values, format } }) {
        const startNode = requireServed(process)
        const headers = asRecord(identityHeaders(startNode, drawTestKey(), 'preview'))
        return giveWay(() =>
          previewTemplate(template, values, (body) =>
            parts.receiver.foresee(startNode, format, body, headers),
          ),
        )
      },
    }),
  ]
}

/** The Webhook tab of a process: URLs, headers, credentials, payload for Mambu and a call to try it. */
import { z } from 'zod'
import { makeTemplate } from '../mambu/template/make-template.ts'
import type { BodyFormat } from '../process/task.ts'
import { currentSettings } from '../settings/settings-access.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { isAllowed, type Role } from '../users/role.ts'
import { CONTENT_TYPES, curlOf, readCredentials, showCredentials } from './direct-call.ts'
import { directUrlsOf } from './direct-urls-of.ts'
import { maskUrls } from './mask.ts'
import type { ProcessParts } from './process-parts.ts'
import { urlsView } from './process-view.ts'

const header = z.object({ name: z.string(), value: z.string() })

const credentialsView = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('basic'), user: z.string(), pass: z.string() }),
  z.object({ type: z.literal('header'), name: z.string(), value: z.string() }),
])

export const webhookView = z.object({
  on: z.string().describe('Process or @alias whose URL this is'),
  urls: urlsView.nullable().describe('Null while the direct URL is off'),
  method: z.literal('POST'),
  methods: z.array(z.string()).describe('All that are taken'),
  contentType: z.string(),
  headers: z.array(header),
  credentials: credentialsView
    .nullable()
    .describe(
      'Variables replaced by their values, secret ones as their references; masked to all but editors; null: see the problem',
    ),
  problem: z.string().nullable().describe("Why the credentials can't be given: every request is refused"),
  template: z
    .object({
      contentType: z.string(),
      text: z.string(),
      notes: z.array(z.object({ path: z.string(), message: z.string() })),
    })
    .nullable()
    .describe('Payload to paste into Mambu; null where this format can not carry the input'),
  templateProblem: z.string().nullable(),
  curl: z.string().nullable(),
})

/**
 * What a person copies to where a webhook is set up.
 *
 * @param on the process, or an `@alias` of it
 * @param role URLs and credentials are shown to editors only
 */
export async function viewWebhook(
  parts: ProcessParts,
  startNode: StartNode,
  on: string,
  format: BodyFormat,
  role: Role,
): Promise<z.output<typeof webhookView>> {
  const { process, input } = startNode
  const snapshot = currentSettings(parts)
  const full = isAllowed(role, 'editor')
  const known = directUrlsOf(parts.publicUrl, parts.signingKeys, snapshot, on)
  const urls = known === null || full ? known : maskUrls(known)
  const { value: read, problem } = attempt(() => readCredentials(snapshot, process, parts.encryptionKeys))
  const shown = read === null ? null : showCredentials(read, full)
  const template = attempt(() => makeTemplate(input, format))
  const contentType = template.value?.contentType ?? CONTENT_TYPES[format]
  const type = { name: 'Content-Type', value: contentType }
  const example = format === 'json' ? await parts.readExample(process) : null
  const body = example ?? template.value?.text ?? '{}'
  return {
    on,
    urls,
    method: 'POST',
    methods: ['POST', 'PUT', 'PATCH'],
    contentType,
    headers: [type, ...(shown?.headers ?? [])],
    credentials: shown?.view ?? null,
    problem,
    template: template.value === null ? null : { ...template.value, notes: [...template.value.notes] },
    templateProblem: template.problem,
    curl: urls === null ? null : curlOf(urls[format], [type], shown?.curl ?? [], body),
  }
}

function attempt<T>(work: () => T): { readonly value: T | null; readonly problem: string | null } {
  try {
    return { value: work(), problem: null }
  } catch (error) {
    return { value: null, problem: (error as Error).message }
  }
}

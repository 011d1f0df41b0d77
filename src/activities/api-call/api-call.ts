/**
 * The activity of the node `apiCall`. References to variables are resolved here and nowhere before, so that no secret
 * enters the history; nothing it throws may hold a value of one.
 */

import { Context, cancellationSignal } from '@temporalio/activity'
import type { ZodType } from 'zod'
import { describeIssue } from '../../errors/describe-issue.ts'
import type { Variables } from '../../settings/open-variables.ts'
import { readAnswer } from './api-call-answer.ts'
import { apiFailure } from './api-call-failure.ts'
import type { ApiAnswer, ApiCallInput } from './api-call-input.ts'
import { makeRequest } from './api-call-request.ts'
import { send } from './api-call-send.ts'
import { createCallSlots } from './call-slots.ts'
import { hasReference, openSecrets } from './open-secrets.ts'

export interface ApiCallPorts {
  /** The variables as they are now; asked only by calls that name one. */
  readonly variables: () => Promise<Variables>
  /** Makes the URL a callback reference of this workflow stands for. Default: a call with one fails. */
  readonly callbackUrl?: (reference: string, workflowId: string) => string
  /** By the name a call gives as `response`. Default: none. */
  readonly responseSchemas?: Readonly<Record<string, ZodType>>
  /** Calls to one host at once, over all nodes. Default: 20. */
  readonly callsPerHost?: number
}

export type ApiCall = (input: ApiCallInput) => Promise<ApiAnswer>

/** How long a call waits for its turn (`maxThreads`, `callsPerHost`). Milliseconds; the time-out of the activity has it on top. */
export const SLOT_WAIT_MS = 30_000

const NO_VARIABLES: Variables = { byName: () => null, byId: () => null }
const MAX_PROBLEMS = 20
const REFUSALS = {
  late: 'Not sent: for 30 s other calls were under way',
  crowded: 'Not sent: too many calls of this worker wait, most of them',
} as const

/**
 * Makes the activity `apiCall`.
 *
 * @example Worker.create({ activities: { apiCall: createApiCall({ variables }) }, ... })
 */
export function createApiCall(ports: ApiCallPorts): ApiCall {
  const { variables, callbackUrl = refuseCallback, responseSchemas = {}, callsPerHost } = ports
  const slots = createCallSlots(callsPerHost === undefined ? {} : { perHost: callsPerHost })

  return async (input) => {
    const schema = input.response === null ? null : findSchema(responseSchemas, input.response)
    const { workflowExecution, workflowType } = Context.current().info
    const opened = hasReference(input) ? await variables() : NO_VARIABLES
    const callbacks = new Set(input.callbacks)
    const secrets = openSecrets(opened, input.variables, (reference) => {
      if (!callbacks.has(reference))
        throw apiFailure(
          'api_wrong_convert_param',
          'It holds a callback reference that this run of the task did not make',
        )
      return callbackUrl(reference, workflowExecution?.workflowId ?? '')
    })
    const request = makeRequest(input, secrets, new Date())
    const { host } = request.url
    const signal = cancellationSignal()
    // Nodes of two processes may have one title.
    const node = `${workflowType}/${input.node}`
    const wish = { node, host, maxThreads: input.maxThreads, waitMs: SLOT_WAIT_MS, signal }
    const slot = await slots.take(wish)
    if ('refused' in slot) throw apiFailure('api_expire_query', `${REFUSALS[slot.refused]} to this host`)
    try {
      const raw = await send(request, { ...input, signal })
      const answer = readAnswer(raw, input.maxResponseBytes, secrets.mask)
      const checked = schema === null ? answer : { ...answer, body: checkBody(schema, answer, secrets.mask) }
      return secrets.maskAnswer(checked)
    } finally {
      slot.release()
    }
  }
}

function refuseCallback(): never {
  throw apiFailure('api_wrong_convert_param', 'This worker makes no callback URLs')
}

function findSchema(schemas: Readonly<Record<string, ZodType>>, name: string): ZodType {
  if (Object.hasOwn(schemas, name)) return schemas[name] as ZodType
  throw apiFailure('api_wrong_convert_param', `This worker has no response schema '${name}'`)
}

function checkBody(schema: ZodType, { body, status }: ApiAnswer, mask: (text: string) => string): unknown {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || 'the whole'}: ${describeIssue(issue, body)}`)
  throw apiFailure('api_bad_res_data', mask(`Its answer is not as expected: ${where.join('; ')}`), {
    httpCode: status,
  })
}

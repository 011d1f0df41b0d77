/** Many entries of the quarantine at once, after a broken template was mended. */
import { z } from 'zod'
import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import { quarantineResult } from './quarantine-endpoints.ts'

const TAG = 'Quarantine'
/** Entries that are changed at the same time: each is an Update that waits for a worker. */
const AT_ONCE = 4

const ids = z
  .array(z.string().regex(/^[a-z0-9-]{1,64}\/[0-9a-f]{24}$/))
  .min(1)
  .max(100)
  .describe('`<process>/<task id>` each')

export const bulkResult = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      result: quarantineResult.nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
})

type Result = z.output<typeof bulkResult>['results'][number]

export function quarantineBulkEndpoints({ quarantine }: AdminParts): Endpoint[] {
  const description = 'Each by itself: one that can not be done keeps none of the others from it.'
  return [
    defineEndpoint({
      method: 'post',
      path: '/quarantine/resubmit',
      role: 'operator',
      tag: TAG,
      summary: 'Resubmit many entries',
      description,
      body: z.strictObject({ ids }),
      answer: bulkResult,
      run({ body, caller: { actor }, audit }) {
        audit(body)
        return doAll(body.ids, (process, taskId) => quarantine.resubmit(process, taskId, { actor }))
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/quarantine/discard',
      role: 'operator',
      tag: TAG,
      summary: 'Discard many entries',
      description,
      body: z.strictObject({ ids, reason: z.string().min(1).max(500) }),
      answer: bulkResult,
      run({ body, caller: { actor }, audit }) {
        audit(body)
        const change = { reason: body.reason, actor }
        return doAll(body.ids, (process, taskId) => quarantine.discard(process, taskId, change))
      },
    }),
  ]
}

async function doAll(
  ids: readonly string[],
  change: (process: string, taskId: string) => Promise<z.output<typeof quarantineResult>>,
): Promise<z.output<typeof bulkResult>> {
  const results: Result[] = []
  const left = [...ids.entries()]
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, id] = next
      results[at] = await doOne(id, change)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { results }
}

async function doOne(
  id: string,
  change: (process: string, taskId: string) => Promise<z.output<typeof quarantineResult>>,
): Promise<Result> {
  const [process = '', taskId = ''] = id.split('/')
  try {
    return { id, result: await change(process, taskId), error: null }
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    return { id, result: null, error: { code: error.code, message: error.message } }
  }
}

/** The codec endpoints of the Web UI and the `temporal` CLI, for those logged in. */
import { z } from 'zod'
import { maskSignatures, maskSwitches } from '../../processes/mask.ts'
import type { CodecBody } from '../../temporal/codec/codec-endpoint.ts'
import type { Role } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'

/** What Temporal writes into one payload is Temporal's: a later version may add to it. */
const payloads = z.strictObject({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), z.string()).optional().describe('Values in base64'),
      data: z.string().optional().describe('In base64'),
    }),
  ),
})

export function codecEndpoints({ codec }: AdminParts): Endpoint[] {
  return [
    ['decode', 'viewer', 'Decrypt payloads of Temporal'] as const,
    ['encode', 'operator', 'Encrypt payloads for Temporal; they count as if they were in clear'] as const,
  ].map(([what, role, summary]) =>
    defineEndpoint({
      method: 'post',
      path: `/codec/${what}`,
      role,
      tag: 'Codec',
      summary,
      description: `Point the Web UI (Settings, Codec Server, with cookies) or \`temporal --codec-endpoint\` at \`/admin/v1/codec\`. Pages of TEMPORAL_UI_URL may call it.`,
      body: payloads,
      answer: payloads,
      run: async ({ body, caller }) => maskPayloads(await codec[what](body), caller.role),
    }),
  )
}

const JSON_PLAIN = Buffer.from('json/plain').toString('base64')

/** What the role may not read in any other view is not read here either. */
function maskPayloads({ payloads }: CodecBody, role: Role): CodecBody {
  return {
    payloads: payloads.map((payload) => {
      if (payload.metadata?.encoding !== JSON_PLAIN || payload.data === undefined) return payload
      const text = Buffer.from(payload.data, 'base64').toString()
      const masked = JSON.stringify(maskSwitches(maskSignatures(parse(text), role), role))
      return text === masked ? payload : { ...payload, data: Buffer.from(masked ?? text).toString('base64') }
    }),
  }
}

/** A text that says it is JSON and is not is shown as text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

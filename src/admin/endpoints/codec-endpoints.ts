/** The codec endpoints of the Web UI and the `temporal` CLI, for those logged in. */
import { z } from 'zod'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'

const payloads = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), z.string()).optional().describe('Values in base64'),
      data: z.string().optional().describe('In base64'),
    }),
  ),
})

export function codecEndpoints({ codec }: AdminParts): Endpoint[] {
  return [
    ['decode', 'Decrypt payloads of Temporal'] as const,
    ['encode', 'Encrypt payloads for Temporal'] as const,
  ].map(([what, summary]) =>
    defineEndpoint({
      method: 'post',
      path: `/codec/${what}`,
      role: 'viewer',
      tag: 'Codec',
      summary,
      description: `Point the Web UI (Settings, Codec Server, with cookies) or \`temporal --codec-endpoint\` at \`/admin/v1/codec\`. Pages of TEMPORAL_UI_URL may call it.`,
      body: payloads,
      answer: payloads,
      run: ({ body }) => codec[what](body),
    }),
  )
}

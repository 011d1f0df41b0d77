import { z } from 'zod'
import { defineEndpoint, type Endpoint } from './endpoint.ts'
import { describeEndpoints } from './openapi.ts'
import { REFERENCE_CSP, renderReference } from './reference-page.ts'

const TAG = 'Reference'

/** The endpoints that describe all endpoints, themselves included. Open: they say what this software is, not what it holds. */
export function describeReference(endpoints: readonly Endpoint[], version: string): Endpoint[] {
  const own: Endpoint[] = [
    defineEndpoint({
      method: 'get',
      path: '/openapi.json',
      role: null,
      tag: TAG,
      summary: 'This API as an OpenAPI 3.1 document',
      answer: z.record(z.string(), z.unknown()),
      run: () => document,
    }),
    defineEndpoint({
      method: 'get',
      path: '/reference',
      role: null,
      tag: TAG,
      summary: 'This API as a page to read',
      answer: 'text/html',
      run({ response }) {
        response.set('content-security-policy', REFERENCE_CSP).type('html').send(page)
      },
    }),
  ]
  const document = describeEndpoints([...endpoints, ...own], version)
  const page = renderReference(document)
  return own
}

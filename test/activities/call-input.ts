import type { ApiCallInput } from '../../src/activities/api-call/api-call-input.ts'

/** A call as the node `apiCall` would hand it to its activity: a GET without variables, to this machine. */
export function callInput(url: string, more: Partial<ApiCallInput> = {}): ApiCallInput {
  return {
    node: 'Ask the bureau',
    taskId: 'ab'.repeat(12),
    callId: 'ask/1',
    method: 'GET',
    url,
    query: {},
    headers: {},
    variables: [],
    callbacks: [],
    format: 'json',
    response: null,
    timeoutMs: 5_000,
    maxResponseBytes: 10_000,
    maxThreads: 5,
    allowPrivate: true,
    idempotencyKey: false,
    clientCertificate: null,
    serverCa: null,
    sign: null,
    basic: null,
    ...more,
  }
}

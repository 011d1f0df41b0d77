import type { StartNode } from '../../start-node/start-node.ts'

/** Headers that a delivery needs for its key and ref, with made-up values: a payload says nothing about headers. */
export function previewHeaders({ deliveryKey, ref }: StartNode): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'x-notifications-idempotency-key': 'preview' }
  for (const source of [deliveryKey, ref]) {
    if (source !== null && 'header' in source) headers[source.header.toLowerCase()] = 'preview'
  }
  return headers
}

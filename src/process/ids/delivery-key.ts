import { checkIdentifier } from './identifier.ts'

/**
 * Headers read for the delivery key when the Start node names none, in this order: Mambu's, the common one, and
 * that of Standard Webhooks. Mambu keeps its value over automatic retries and draws a new one for a manual resend.
 */
export const DELIVERY_KEY_HEADERS = [
  'x-notifications-idempotency-key',
  'idempotency-key',
  'webhook-id',
] as const

export const MAX_DELIVERY_KEY_LENGTH = 255

/**
 * Checks a delivery key: at most 255 bytes of UTF-8, well-formed Unicode, no control characters, not blank; a safe
 * integer counts as its decimal text. Pure: the caller throws.
 *
 * @example checkDeliveryKey('b1f0-77') // { key: 'b1f0-77' }
 */
export function checkDeliveryKey(value: unknown): { readonly key: string } | { readonly problem: string } {
  const checked = checkIdentifier(value, MAX_DELIVERY_KEY_LENGTH)
  return 'text' in checked ? { key: checked.text } : checked
}

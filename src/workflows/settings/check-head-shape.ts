import { isRecord } from '../../settings/rules/check-value.ts'

/**
 * Looks whether the argument of the Update `advance` may be a head at all, before any of it is written to the history.
 * Whether it is one says an activity.
 */
export function checkHeadShape(head: unknown): string | null {
  if (!isRecord(head)) return 'The argument must be one head { content, entry, past, givenUp, seal }'
  const { content, digest, entry, past, givenUp, seal } = head
  if (!isRecord(content) || typeof content.settingsId !== 'string' || !Number.isSafeInteger(content.revision))
    return 'content must be settings with their id and revision'
  if (!isRecord(entry) || ['at', 'actor', 'op', 'on'].some((field) => typeof entry[field] !== 'string'))
    return 'entry must be a line of the audit'
  if ([digest, past, seal].some((text) => typeof text !== 'string') || !Array.isArray(givenUp))
    return 'digest, past, givenUp and seal must be those of a head'
  return null
}

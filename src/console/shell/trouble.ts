/** What is wrong with the receiver itself, whatever page is looked at. */
import { createContext, useContext } from 'react'

export const TroubleContext = createContext<readonly string[]>([])

export function useTrouble(): readonly string[] {
  return useContext(TroubleContext)
}

interface SettingsNews {
  readonly alarm?: { readonly message: string } | null
}

interface InboxNews {
  readonly mode: 'durable' | 'direct'
  readonly writable?: boolean
  readonly records?: number
  readonly state?: 'forwarding' | 'unreachable' | 'blocked'
}

/**
 * What an event of the stream tells of, in words; null: nothing is wrong.
 *
 * @param data JSON, as it came
 */
export function troubleIn(kind: 'settings' | 'inbox', data: string): string | null {
  if (kind === 'settings') return (JSON.parse(data) as SettingsNews).alarm?.message ?? null
  const { mode, writable, records = 0, state } = JSON.parse(data) as InboxNews
  if (mode === 'direct') return null
  if (writable === false) return 'The inbox takes no more deliveries: every webhook is answered 503'
  if (state === 'unreachable')
    return `Temporal is away. Webhooks are accepted all the same: ${records} wait in the inbox`
  if (state === 'blocked')
    return `Temporal does not let this receiver start tasks: ${records} wait in the inbox`
  return null
}

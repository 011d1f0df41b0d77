import type { KeptSignal } from './carried.ts'

/** Signals that release a task that waits for a callback: from the CLI, or from `modifyTask`. Their argument is the payload. */
export const CALLBACK_SIGNAL = 'callback'
export const MODIFY_SIGNAL = 'modify'

/** True for a signal that releases any node that waits for a callback. */
export function releasesAny(signal: string): boolean {
  return signal === CALLBACK_SIGNAL || signal === MODIFY_SIGNAL
}

/** The argument of the signal by which a receiver brings a callback. */
export interface ReceivedCallback {
  /** Of the URL that was called: it releases the node once. */
  readonly urlId: string
  readonly data: unknown
}

const PREFIX = 'callback:'

/** Name of that signal. */
export function callbackSignalOf(node: string): string {
  return PREFIX + node
}

/** What a signal brings that releases a node; `urlId` is null where no URL was called. Anybody may have sent it. */
export function readCallback({ name, args }: KeptSignal): { urlId: string | null; data: unknown } {
  const [payload] = args
  if (!name.startsWith(PREFIX)) return { urlId: null, data: payload }
  const { urlId, data } = (payload ?? {}) as Partial<ReceivedCallback>
  return { urlId: typeof urlId === 'string' ? urlId : null, data }
}

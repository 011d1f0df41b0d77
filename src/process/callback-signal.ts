/** Signals that release a task that waits for a callback: from the CLI, or from `modifyTask`. Their argument is the payload. */
export const CALLBACK_SIGNAL = 'callback'
export const MODIFY_SIGNAL = 'modify'

/** The argument of the signal by which a receiver brings a callback. */
export interface ReceivedCallback {
  /** Of the URL that was called: it releases the node once. */
  readonly urlId: string
  readonly data: unknown
}

/** Name of that signal. */
export function callbackSignalOf(node: string): string {
  return `callback:${node}`
}

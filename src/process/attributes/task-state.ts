/**
 * `MpoState` of a task: a node waits, an activity is being tried again, it ended by a failure. A task that is at work or
 * ended well has none. One that was terminated keeps what it had, so lists of what waits ask for open tasks.
 */
export const TASK_STATES = ['waiting', 'retrying', 'failed'] as const

export type TaskState = (typeof TASK_STATES)[number]

/** `MpoCause` of a task that waits: what for. `stand`: for somebody to modify it, no way leads on. */
export type WaitKind = 'decision' | 'signal' | 'webhook' | 'callback' | 'delay' | 'queue' | 'call' | 'stand'

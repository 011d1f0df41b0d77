/** What `import ... from 'startnode/nodes'` gives to a process. */
export { delay } from './delay.ts'
export { node } from './node.ts'
export { note } from './note.ts'
export { type ReplyContent, reply } from './reply.ts'
export { type SignalVerdict, type SignalWait, waitForSignal } from './wait-for-signal.ts'

import { type QueueActivities, queueActivities } from './queue.ts'
import { type StateActivities, stateActivities } from './state.ts'
import { type SumActivities, sumActivities } from './sum.ts'

export interface SharedActivities extends QueueActivities, StateActivities, SumActivities {}

/**
 * The activities of the nodes `queue`, `getFromQueue`, `setState`, `readState`, `sum` and `readSum`. They use the client
 * of the worker they run in, so they need no options.
 *
 * @example new StartnodePlugin({ activities: sharedActivities })
 */
export const sharedActivities: SharedActivities = { ...queueActivities, ...stateActivities, ...sumActivities }

import { queueActivities } from './queue.ts'
import { stateActivities } from './state.ts'
import { sumActivities } from './sum.ts'

/**
 * The activities of the nodes `queue`, `getFromQueue`, `setState`, `readState`, `sum` and `readSum`. They use the client
 * of the worker they run in, so they need no options.
 *
 * @example new StartnodePlugin({ activities: sharedActivities })
 */
export const sharedActivities = { ...queueActivities, ...stateActivities, ...sumActivities }

/** Alerts on how many tasks stand in a node: what the tasks, the worker and the workflow that counts them share. */

/** A count semaphor of a node. */
export interface CountGuard {
  /** The alert is on while so many tasks or more stand in the node. */
  readonly value: number
  /** Id of the node at which the task of the alert begins. */
  readonly to: string
}

/** The workflow that watches the number of tasks in one node; it lasts while there is something to watch. */
export const ALERTS = { workflowType: 'startnodeAlerts', prefix: 'startnode-alerts/' } as const

/** Name of the signal that has it count. */
export const LOOK_SIGNAL = 'look'

/** A node of an imported process. */
export interface WatchedNode {
  readonly process: string
  /** Its id. */
  readonly node: string
}

/** What a worker sees of a node now. */
export interface NodeLook {
  /** How many tasks stand there, by Temporal's visibility. */
  readonly standing: number
  /** Of the current version of the process. */
  readonly guards: readonly CountGuard[]
  readonly version: string
  /** What `MpoNode` says of a task there. */
  readonly place: string
}

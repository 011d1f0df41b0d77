import type { MetricCounter } from '@temporalio/common'
import { metricMeter } from '@temporalio/workflow'

/** Name of the metric; `startnode stats --metrics` looks for it. */
const NAME = 'startnode_node_entered'

/** How often a task came to each node: for its query, and for the metric of the worker. */
export interface PassCounter {
  /** By id of the node, in all runs of the task. */
  readonly passed: ReadonlyMap<string, number>
  add(node: string): void
  /** Tells the metric what came since the last time; many passes in a row are one call out of the sandbox. */
  tell(): void
}

/** @param before what earlier runs counted */
export function countPasses(process: string, before: Readonly<Record<string, number>>): PassCounter {
  const passed = new Map(Object.entries(before))
  let untold = new Map<string, number>()
  let counter: MetricCounter | null = null
  return {
    passed,
    add(node) {
      passed.set(node, (passed.get(node) ?? 0) + 1)
      untold.set(node, (untold.get(node) ?? 0) + 1)
    },
    tell() {
      if (untold.size === 0) return
      counter ??= metricMeter.createCounter(
        NAME,
        undefined,
        'How often tasks came to a node of an imported process',
      )
      for (const [node, times] of untold) counter.add(times, { process, node })
      untold = new Map()
    },
  }
}

/**
 * The diagrams of this worker: spliced as text behind the bundle, by workflow type and version, so that an imported diagram needs
 * no bundling. A worker that lacks a version must never end the task: its workflow task fails and waits for another worker.
 */
import { DeterminismViolationError, workflowInfo } from '@temporalio/workflow'
import { parseDiagram } from '../../diagram/step/parse-diagram.ts'
import type { IndexedDiagram } from '../../diagram/step/place.ts'
import { SPLICED_DIAGRAMS, type SplicedDiagrams } from '../../process/diagram/spliced-diagrams.ts'

function spliced(): SplicedDiagrams {
  return ((globalThis as Record<string, unknown>)[SPLICED_DIAGRAMS] ?? {}) as SplicedDiagrams
}

/** True for a workflow type that stands for a diagram of this worker. */
export function isDiagram(workflowType: string): boolean {
  return Object.hasOwn(spliced(), workflowType)
}

/**
 * A version of a diagram.
 *
 * @throws DeterminismViolationError when this worker does not have it
 */
export function findDiagram(workflowType: string, version: string): IndexedDiagram {
  const versions = spliced()[workflowType] ?? {}
  const text = Object.hasOwn(versions, version) ? versions[version] : undefined
  if (text === undefined)
    throw new DeterminismViolationError(
      `The worker of task queue '${workflowInfo().taskQueue}' has no version ${version} of '${workflowType}': deploy it with the file of that version`,
    )
  return parseDiagram(`${workflowType}/${version}`, text)
}

import { StartnodeError } from '../../errors/startnode-error.ts'
import { findStartFiles } from '../../project/find-start-files.ts'
import { findDiagramFiles, loadDiagram } from '../../project/load-diagrams.ts'
import { loadStartNode } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import { startNodeOf } from '../../start-node/start-node-of.ts'

/**
 * The Start node of a process of this project, in code or imported; no other is loaded.
 * @throws StartnodeError `process_unknown`, listing the ones there are
 */
export async function findStartNode(process: string): Promise<StartNode> {
  const files = await findStartFiles(WORKFLOWS_DIR)
  const file = files.get(process)
  if (file) return loadStartNode(file, process)
  const diagrams = await findDiagramFiles(WORKFLOWS_DIR)
  const imported = diagrams.get(process)
  if (imported) return startNodeOf((await loadDiagram(imported)).diagram, process)
  const known =
    [...files.keys(), ...diagrams.keys()].join(', ') || 'none yet; make one with `startnode new <process>`'
  throw new StartnodeError('process_unknown', `There is no process '${process}'. Processes: ${known}`)
}

/** Ids of all processes of this project. */
export async function listProcessIds(): Promise<string[]> {
  return [...(await findStartFiles(WORKFLOWS_DIR)).keys(), ...(await findDiagramFiles(WORKFLOWS_DIR)).keys()]
}

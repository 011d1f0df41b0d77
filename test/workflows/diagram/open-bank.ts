/** A stack with the diagrams of test/fixtures/diagrams/bank, for tests of their logics on the real server. */
import { pathToFileURL } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import type { Diagram } from '../../../src/diagram/diagram.ts'
import { refWorkflowId } from '../../../src/process/ids/workflow-id.ts'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import {
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_SINCE,
  MPO_TASK_ID,
} from '../../../src/temporal/search-attributes.ts'
import { type ProcessStack, startProcessStack } from '../../helpers/process-stack.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { makeTask } from '../make-task.ts'

export interface DiagramBank extends ProcessStack {
  /** Starts a task with a ref, as Copy Task and the task API do. */
  open(process: string, ref: string, data: Readonly<Record<string, unknown>>): Promise<WorkflowHandle>
}

const FOLDER = pathToFileURL('test/fixtures/diagrams/bank/')

/** @param namespace of test/helpers/namespaces.ts, of one test file alone */
export async function openDiagramBank(
  namespace: string,
  options: { readonly variables?: Readonly<Record<string, string | object>> } = {},
): Promise<DiagramBank> {
  const project = await loadProcesses(FOLDER)
  const stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace,
    processes: [...project.startNodes.keys()],
    project,
    env: { DIAGRAM_PRIVATE_HOSTS: '127.0.0.1' },
    ...options,
  })
  return { ...stack, open: (process, ref, data) => openTask(stack, process, ref, data) }
}

/** What `open` of a bank does. */
export async function openTask(
  { client, taskQueue }: Pick<ProcessStack, 'client' | 'taskQueue'>,
  process: string,
  ref: string,
  data: Readonly<Record<string, unknown>>,
): Promise<WorkflowHandle> {
  const task = { ...makeTask(process, data), ref }
  return await client.workflow.start(process, {
    workflowId: refWorkflowId(process, ref),
    taskQueue,
    args: [task],
    typedSearchAttributes: [
      { key: MPO_PROCESS, value: process },
      { key: MPO_TASK_ID, value: task.taskId },
      { key: MPO_NODE, value: 'Start' },
      { key: MPO_REF, value: ref },
      { key: MPO_SINCE, value: new Date() },
    ],
  })
}

/** A diagram of the fixtures. */
export async function diagramOf(process: string): Promise<Diagram> {
  const found = (await loadProcesses(FOLDER)).startNodes.get(process)?.diagram
  if (!found) throw new Error(`There is no fixture ${process}`)
  return found
}

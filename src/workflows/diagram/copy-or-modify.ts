/** Copy Task and Modify Task of a diagram (facts: mpo-semantics 37, 38). */
import { getExternalWorkflowHandle, isCancellation } from '@temporalio/workflow'
import type { Effect, LogicFailure, Outcome } from '../../diagram/step/effect.ts'
import { MODIFY_SIGNAL } from '../../process/callback-signal.ts'
import { startCopy } from '../nodes/calls/copy-task.ts'
import { locateTask } from '../nodes/calls/locate-task.ts'
import { nextOperationKey } from '../nodes/calls/operation-key.ts'
import { note } from '../nodes/run/note.ts'
import { type DiagramRun, local, shared } from './diagram-run.ts'

type CopyEffect = Extract<Effect, { kind: 'copy' }>
type ModifyEffect = Extract<Effect, { kind: 'modify' }>

export async function copyOrModify(run: DiagramRun, effect: CopyEffect | ModifyEffect): Promise<Outcome> {
  return effect.kind === 'copy' ? await copy(run, effect) : await modify(effect)
}

async function copy(
  { diagram, task, place, visit }: DiagramRun,
  { target, ref, data }: CopyEffect,
): Promise<Outcome> {
  const answer = await local.findTarget({ target, data })
  if ('failure' in answer) return { kind: 'failed', failure: answer.failure }
  const { process, version } = answer.found
  const traced = {
    ...data,
    __copy_conv_id__: diagram.mpoId ?? task.process,
    __copy_node_id__: place.node,
    __copy_ref_id__: task.ref ?? '',
  }
  await startCopy(visit.node, process, traced, ref === '' ? {} : { ref }, version)
  return { kind: 'done' }
}

async function modify({ target, ref, data, sync }: ModifyEffect): Promise<Outcome> {
  const answer = await local.findTarget({ target })
  if ('failure' in answer) return { kind: 'failed', failure: answer.failure }
  const { process } = answer.found
  const place = await locateTask({ target: process, ref }, 'copy_task_fatal_error')
  const missing: LogicFailure = {
    type: 'software',
    tag: 'not_found_task',
    description: `${process} has no open task with the ref ${ref}`,
  }
  if (!place.run?.open) return { kind: 'failed', failure: missing }
  if (sync) {
    const refused = await shared.modifyNow({ process, ref, data, key: nextOperationKey() })
    return refused === null ? { kind: 'done' } : { kind: 'failed', failure: refused }
  }
  try {
    await getExternalWorkflowHandle(place.workflowId, place.run.runId).signal(MODIFY_SIGNAL, data)
  } catch (error) {
    if (isCancellation(error)) throw error
    return { kind: 'failed', failure: missing }
  }
  note(`Sent to ${process}, ${place.refInId ?? ref}`)
  return { kind: 'done' }
}

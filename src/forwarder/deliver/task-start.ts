/** What Temporal is told of a task at its start: argument, search attributes, and the texts of the Web UI. */
import type { SearchAttributePair } from '@temporalio/common'
import { parseBody } from '../../formats/parse-body.ts'
import type { Delivery } from '../../inbox/delivery.ts'
import type { Task } from '../../process/task.ts'
import {
  MPO_FIELDS,
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_SINCE,
  MPO_TASK_ID,
} from '../../temporal/search-attributes.ts'
import type { TaskStart } from '../../temporal/start-client.ts'

/** Temporal refuses an encoded summary over 400 bytes; what encryption adds must fit in too. */
const SUMMARY_BYTES = 200

/** @throws BodyFormatError for a body that is not of its format */
export function taskOf(delivery: Delivery): Task {
  const { process, taskId, ref, key, receivedAt, method, contentType, format, body } = delivery
  return {
    process,
    version: null,
    taskId,
    ref,
    data: parseBody(format, body),
    delivery: { key, receivedAt, method, contentType, format },
    keysByTask: true,
  }
}

/** How long the task of a delivery still waits before it begins, for the start; counted from when it was accepted. */
export function startDelayOf({ startDelayMs = 0, receivedAt }: Delivery): Pick<TaskStart, 'startDelay'> {
  const startDelay = Date.parse(receivedAt) + startDelayMs - Date.now()
  return startDelayMs > 0 && startDelay > 0 ? { startDelay } : {}
}

/** @param node where it stands: `Start`, or `Quarantine` */
export function searchAttributesOf(delivery: Delivery, node = 'Start'): SearchAttributePair[] {
  const { process, taskId, identity = taskId, ref, fields = [] } = delivery
  const pairs: SearchAttributePair[] = [
    { key: MPO_PROCESS, value: process },
    // An entry stands beside the task of its key.
    { key: MPO_TASK_ID, value: identity },
    { key: MPO_NODE, value: node },
    { key: MPO_SINCE, value: new Date() },
    ...(fields.length === 0 ? [] : [{ key: MPO_FIELDS, value: [...fields] }]),
  ]
  return ref === null ? pairs : [...pairs, { key: MPO_REF, value: delivery.refInId ?? ref }]
}

/** Summary and details (Markdown) for the Web UI. */
export function uiTextsOf(delivery: Delivery): Pick<TaskStart, 'staticSummary' | 'staticDetails'> {
  const { process, taskId, title, receivedAt } = delivery
  const ref = delivery.refInId ?? delivery.ref
  const lines = [`**${process}** task \`${taskId}\``, `Received ${receivedAt}`]
  if (ref !== null) lines.splice(1, 0, `Ref: ${asCode(ref)}`)
  return {
    staticSummary: cutBytes(ref === null ? title : `${title} ${ref}`, SUMMARY_BYTES),
    staticDetails: lines.join('\n\n'),
  }
}

/** A ref comes from outside: it must not become Markdown. */
function asCode(text: string): string {
  return `\`\` ${text.replaceAll('`', "'")} \`\``
}

function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  let cut = ''
  let bytes = 3
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > maxBytes) break
    cut += character
  }
  return `${cut}…`
}

import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import { readEditedFile } from '../../formats/edited-text.ts'
import { parseBody } from '../../formats/parse-body.ts'
import { checkArgumentSize } from '../../receiver/checks/check-argument-size.ts'
import { checkCron } from '../../schedules/check-cron.ts'
import { findScheduleProblem } from '../../schedules/find-schedule-problem.ts'
import { OVERLAPS, type Overlap, type ProcessSchedule } from '../../schedules/process-schedule.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import type { Output } from '../print/output.ts'
import { findStartNode } from './find-start-node.ts'
import { parseDuration } from './parse-duration.ts'
import { readInput } from './read-input.ts'

/** Options of `startnode schedule set` as they were typed. */
export interface ScheduleOptions {
  readonly cron?: string
  readonly every?: string
  readonly timezone?: string
  readonly data?: string
  readonly overlap: string
  readonly catchUp?: string
  readonly paused?: boolean
}

/**
 * Reads a schedule and checks its data against the input of the process.
 *
 * @throws StartnodeError `usage`, `process_unknown`
 */
export async function readSchedule(
  process: string,
  options: ScheduleOptions,
  output: Output,
): Promise<ProcessSchedule> {
  const { cron, every, timezone, overlap, catchUp, paused } = options
  const startNode = await findStartNode(process)
  if (startNode.ref !== null) refuse(startNode, null)
  if ((cron === undefined) === (every === undefined))
    throw new StartnodeError('usage', 'Say when: --cron <expression>, or --every <duration>')
  if (cron !== undefined) {
    const note = checkCron(cron)
    if (note !== null) output.note(note)
  }
  if (!Object.hasOwn(OVERLAPS, overlap))
    throw new StartnodeError('usage', `--overlap is one of ${Object.keys(OVERLAPS).join(', ')}`)
  return {
    process,
    title: startNode.title,
    when: cron === undefined ? { everyMs: parseDuration(every as string) } : { cron: cron.trim() },
    overlap: overlap as Overlap,
    data: checkData(startNode, readData(options.data, output)),
    ...(timezone === undefined ? {} : { timezone }),
    ...(catchUp === undefined ? {} : { catchUpMs: parseDuration(catchUp) }),
    ...(paused === undefined ? {} : { paused }),
  }
}

/** What a delivery with this body is refused for, the schedule is. */
function checkData(startNode: StartNode, body: Buffer): unknown {
  let data: unknown
  try {
    data = parseBody('json', body)
    checkArgumentSize(data, body.length)
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    const said = `The data is nothing for ${startNode.process}: ${error.message}`
    throw new StartnodeError('usage', said, { cause: error })
  }
  refuse(startNode, data)
  return data
}

function refuse(startNode: StartNode, data: unknown): void {
  const problem = findScheduleProblem(startNode, data)
  if (problem !== null) throw new StartnodeError('usage', problem)
}

function readData(file: string | undefined, output: Output): Buffer {
  if (file === undefined) return Buffer.from('{}')
  if (file === '-') return Buffer.from(readInput(output))
  return Buffer.from(readEditedFile(file))
}

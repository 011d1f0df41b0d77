/** What somebody does with the namespace alone: a worker of his own and raw calls, no key. */
import type { Client } from '@temporalio/client'
import proto from '@temporalio/proto'
import { waitFor } from '../helpers/wait-for.ts'
import { NAMESPACE } from './open-walls.ts'

type IPayload = proto.temporal.api.common.v1.IPayload
type ICommand = proto.temporal.api.command.v1.ICommand
type IHistoryEvent = proto.temporal.api.history.v1.IHistoryEvent
const { CommandType } = proto.temporal.api.enums.v1

/** As the bare `temporal` command sends it. */
export function inClear(value: unknown): IPayload {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(value)) }
}

export async function readEvents(
  attacker: Client,
  workflowId: string,
  runId?: string,
): Promise<IHistoryEvent[]> {
  const history = await attacker.workflow.getHandle(workflowId, runId).fetchHistory()
  return history.events ?? []
}

/** The id of the activity of this type once it is under way. */
export function untilAsked(attacker: Client, workflowId: string, type: string): Promise<string> {
  return waitFor(`${type} of ${workflowId} is under way`, async () => {
    const { raw } = await attacker.workflow.getHandle(workflowId).describe()
    const asked = raw.pendingActivities?.find((one) => one.activityType?.name === type && one.lastStartedTime)
    return asked?.activityId
  })
}

/** Answers an activity under way, from outside. */
export async function completeActivity(
  attacker: Client,
  workflowId: string,
  activityId: string,
  result: readonly IPayload[],
): Promise<void> {
  await attacker.workflowService.respondActivityTaskCompletedById({
    namespace: NAMESPACE,
    workflowId,
    activityId,
    result: { payloads: [...result] },
  })
}

export async function failActivity(
  attacker: Client,
  workflowId: string,
  activityId: string,
  failure: proto.temporal.api.failure.v1.IFailure,
): Promise<void> {
  await attacker.workflowService.respondActivityTaskFailedById({
    namespace: NAMESPACE,
    workflowId,
    activityId,
    failure,
  })
}

/** Takes one workflow task, as a worker of our task queue, and answers it with commands of one's own. */
export async function answerWorkflowTask(
  attacker: Client,
  taskQueue: string,
  commands: readonly ICommand[],
): Promise<void> {
  const task = await waitFor('a workflow task for the attacker', async () => {
    const polled = await attacker.withDeadline(Date.now() + 10_000, () =>
      attacker.workflowService.pollWorkflowTaskQueue({
        namespace: NAMESPACE,
        taskQueue: { name: taskQueue },
      }),
    )
    return polled.taskToken.length > 0 && polled
  })
  await attacker.workflowService.respondWorkflowTaskCompleted({
    namespace: NAMESPACE,
    taskToken: task.taskToken,
    commands: [...commands],
  })
}

export function askActivity(
  taskQueue: string,
  type: string,
  activityId: string,
  input: readonly IPayload[],
): ICommand {
  return {
    commandType: CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
    scheduleActivityTaskCommandAttributes: {
      activityId,
      activityType: { name: type },
      taskQueue: { name: taskQueue },
      input: { payloads: [...input] },
      startToCloseTimeout: { seconds: 10 as never },
      scheduleToCloseTimeout: { seconds: 60 as never },
    },
  }
}

export function completeWorkflow(result: IPayload): ICommand {
  return {
    commandType: CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
    completeWorkflowExecutionCommandAttributes: { result: { payloads: [result] } },
  }
}

/** Starts a workflow with payloads as they are. */
export async function startRaw(
  attacker: Client,
  taskQueue: string,
  type: string,
  workflowId: string,
  input: readonly IPayload[],
): Promise<void> {
  await attacker.workflowService.startWorkflowExecution({
    namespace: NAMESPACE,
    workflowId,
    requestId: `${workflowId}-${Math.random()}`,
    workflowType: { name: type },
    taskQueue: { name: taskQueue },
    input: { payloads: [...input] },
  })
}

export async function signalRaw(
  attacker: Client,
  workflowId: string,
  signalName: string,
  input: readonly IPayload[],
): Promise<void> {
  await attacker.workflowService.signalWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId },
    signalName,
    input: { payloads: [...input] },
  })
}

async function pollTask(attacker: Client, taskQueue: string) {
  return waitFor('a workflow task for the attacker', async () => {
    const polled = await attacker.withDeadline(Date.now() + 10_000, () =>
      attacker.workflowService.pollWorkflowTaskQueue({
        namespace: NAMESPACE,
        taskQueue: { name: taskQueue },
      }),
    )
    return polled.taskToken.length > 0 && polled
  })
}

/** Answers the query that comes next, as a worker of our task queue. */
export async function answerQuery(attacker: Client, taskQueue: string, answer: IPayload): Promise<void> {
  const { taskToken, queries = {} } = await pollTask(attacker, taskQueue)
  const { QUERY_RESULT_TYPE_ANSWERED } = proto.temporal.api.enums.v1.QueryResultType
  const payloads = { payloads: [answer] }
  const ids = Object.keys(queries ?? {})
  if (ids.length === 0) {
    await attacker.workflowService.respondQueryTaskCompleted({
      namespace: NAMESPACE,
      taskToken,
      completedType: QUERY_RESULT_TYPE_ANSWERED,
      queryResult: payloads,
    })
    return
  }
  const result = { resultType: QUERY_RESULT_TYPE_ANSWERED, answer: payloads }
  await attacker.workflowService.respondWorkflowTaskCompleted({
    namespace: NAMESPACE,
    taskToken,
    queryResults: Object.fromEntries(ids.map((id) => [id, result])),
  })
}

/** Takes the Update that comes next, and gives it this outcome. */
export async function answerUpdate(
  attacker: Client,
  taskQueue: string,
  outcome: proto.temporal.api.update.v1.IOutcome,
): Promise<void> {
  const { taskToken, messages } = await pollTask(attacker, taskQueue)
  const { Request, Acceptance, Response } = proto.temporal.api.update.v1
  const bodyOf = (type: string, value: Uint8Array) => ({
    type_url: `type.googleapis.com/temporal.api.update.v1.${type}`,
    value,
  })
  const [message] = messages ?? []
  const request = Request.decode(message?.body?.value ?? new Uint8Array())
  const protocolInstanceId = message?.protocolInstanceId ?? ''
  const acceptance = Acceptance.encode({
    acceptedRequestMessageId: message?.id ?? '',
    acceptedRequestSequencingEventId: message?.eventId ?? null,
    acceptedRequest: request,
  }).finish()
  const response = Response.encode({ meta: request.meta ?? null, outcome }).finish()
  const commandOf = (messageId: string): ICommand => ({
    commandType: CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE,
    protocolMessageCommandAttributes: { messageId },
  })
  await attacker.workflowService.respondWorkflowTaskCompleted({
    namespace: NAMESPACE,
    taskToken,
    commands: [commandOf('accepts'), commandOf('answers')],
    messages: [
      { id: 'accepts', protocolInstanceId, body: bodyOf('Acceptance', acceptance) },
      { id: 'answers', protocolInstanceId, body: bodyOf('Response', response) },
    ],
  })
}

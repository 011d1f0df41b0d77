/** PostgreSQL keeps and compares texts otherwise than SQLite: every question to visibility, with what a bank may send. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_REF_LENGTH } from '../../src/process/ids/ref.ts'
import { readDiagram } from '../../src/processes/read-diagram.ts'
import { createQuarantine } from '../../src/quarantine/quarantine-client.ts'
import { createTaskCounter } from '../../src/tasks/count-tasks.ts'
import { findTask, findTaskAnywhere } from '../../src/tasks/find-task.ts'
import { TASK_STATES } from '../../src/tasks/list/task-query.ts'
import { listTasks } from '../../src/tasks/list-tasks.ts'
import { readTaskPage } from '../../src/tasks/page/read-task-page.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const MOST = MAX_REF_LENGTH

const AWKWARD = {
  'a question mark': 'LN?1',
  'two question marks and a dollar': '??$1',
  'single quotes': "L'N''2",
  'double quotes': 'L"N"3',
  'a backslash': 'LN\\4',
  'a backslash before a quote': "LN\\'5",
  'a percent sign': 'LN%6',
  underscores: 'LN_7_',
  'the end of a query': "LN' OR MpoProcess != 'x",
  'a comment': 'LN--8;/*',
  emoji: 'LN👩🏦',
  'letters beyond Latin': 'ΛΝ-ß-ǅ-日本',
  'composed and decomposed letters': 'e\u0301\u00e9',
  'blanks around it': ' LN 9 ',
  'as many bytes as there may be': 'x'.repeat(MOST),
  'as many bytes in long letters': `${'日'.repeat(Math.floor(MOST / 3))}${'x'.repeat(MOST % 3)}`,
} as const
const REFUSED = {
  NUL: 'LN\u00001',
  'one byte too many': 'x'.repeat(MOST + 1),
  'half of a pair': 'LN\ud83d',
  'emoji joined by what nobody sees': 'LN👩\u200d💻',
} as const

let stack: ProcessStack
beforeAll(async () => {
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'production',
    processes: [PROCESS],
  })
})
afterAll(() => stack?.stop())

const bodyOf = (ref: string) =>
  JSON.stringify({ ...(JSON.parse(loanBody('x')) as object), cbs_account_id: ref })

const send = (ref: string) =>
  stack.send(PROCESS, bodyOf(ref), { 'x-notifications-idempotency-key': randomUUID() })

test.each(Object.entries(AWKWARD))('a ref with %s: its task is found in every way', async (_, ref) => {
  const { taskId } = await send(ref)
  if (taskId === null) throw new Error('It was not accepted')
  const { workflowId } = await stack.taskOf(PROCESS, { ref })
  expect(await stack.resultOf(PROCESS, { ref })).toMatchObject({ state: 'rejected' })
  const { client } = stack
  const listed = await waitFor('it is listed by its ref', async () => {
    const { tasks } = await listTasks(client, { process: PROCESS, ref, limit: 10 })
    return tasks[0]?.status === 'COMPLETED' && tasks
  })
  expect(listed).toMatchObject([{ workflowId, ref, taskId, process: PROCESS, status: 'COMPLETED' }])
  await waitFor('it is listed by its task id', async () => {
    const { tasks } = await listTasks(client, { taskId, limit: 10 })
    return tasks.some((task) => task.workflowId === workflowId && task.ref === ref)
  })
  expect((await findTask(client, PROCESS, ref)).workflowId).toBe(workflowId)
  expect((await findTask(client, PROCESS, taskId)).workflowId).toBe(workflowId)
  expect((await findTaskAnywhere(client, [PROCESS], taskId)).workflowId).toBe(workflowId)
  const page = await readTaskPage(client, workflowId, listed[0]?.runId)
  expect(page).toMatchObject({ ref, taskId })
})

test.each(Object.entries(REFUSED))(
  'a ref with %s is no task: mended in quarantine it becomes one',
  async (name, ref) => {
    const { status } = await send(ref)
    expect([400, 422]).toContain(status)
    const entries = createQuarantine(stack.client.workflow)
    const found = await waitFor('its entry is listed', async () => {
      const listed = await entries.list({ process: PROCESS })
      for (const { taskId, summary } of listed.entries) {
        if (summary === null) continue
        const { body } = await entries.show(PROCESS, taskId)
        if (body === bodyOf(ref)) return taskId
      }
      return null
    })
    await entries.edit(PROCESS, found, { body: bodyOf(`mended: ${name}`), actor: 'cli:bob' })
    const { task } = await entries.resubmit(PROCESS, found, { actor: 'cli:bob' })
    expect(task?.workflowId).toBe(`${PROCESS}/r/mended: ${name}`)
    expect(await stack.resultOf(PROCESS, { ref: `mended: ${name}` })).toMatchObject({ state: 'rejected' })
  },
)

test('lists take any text to look for: it is found, or refused in a sentence, and breaks no query', async () => {
  for (const text of [...Object.values(AWKWARD), ...Object.values(REFUSED)]) {
    for (const filter of [{ ref: text }, { process: text }, { node: text }, { taskId: text }]) {
      const asked = listTasks(stack.client, { ...filter, limit: 5 }).then(
        ({ tasks }) => tasks.length,
        (error: { code?: string }) => error.code,
      )
      expect([0, 1, 2, 'request_invalid'], JSON.stringify(filter)).toContain(await asked)
    }
  }
})

test('every state, times, counts and the diagram', async () => {
  const { client } = stack
  const day = { startedFrom: '2020-01-01T00:00:00Z', startedBefore: '2120-01-01T00:00:00Z' }
  for (const state of TASK_STATES) {
    const { tasks } = await listTasks(client, { process: PROCESS, state, ...day, limit: 5 })
    const open = state === 'waiting' || state === 'retrying'
    const told = tasks.map(({ status, doing }) => (open ? doing : status.toLowerCase().replace('_', '-')))
    expect(told.every((each) => each === state)).toBe(true)
  }
  await waitFor('all are counted', async () => {
    const counted = await createTaskCounter(client).count([PROCESS])
    return (counted.get(PROCESS)?.completed24h ?? 0) >= Object.keys(AWKWARD).length
  })
  const { nodes } = await readDiagram(client, PROCESS, null)
  expect(nodes.length).toBeGreaterThan(0)
})

test('a page of a list begins where the last one ended, with rows of the same second', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listTasks(stack.client, { process: PROCESS, limit: 3, cursor })
    seen.push(...page.tasks.map(({ runId }) => runId))
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThanOrEqual(Object.keys(AWKWARD).length)
})

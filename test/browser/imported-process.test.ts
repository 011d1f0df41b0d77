/** An imported process in the console: drawn as in MPO, who stands where, the way of a task in its version, and what differs between two. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { versionOf } from '../../src/process/ids/diagram-id.ts'
import { loadProcesses } from '../../src/project/load-start-nodes.ts'
import { countVersions } from '../../src/tasks/count-versions.ts'
import { MPO_NODE, MPO_PROCESS, MPO_TASK_ID } from '../../src/temporal/search-attributes.ts'
import { plainEnv } from '../helpers/child-process.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'

const PROCESS = '6004-waits'
const PAGE = `/processes/${PROCESS}`
const ID = (at: number) => `5f0060040000000000000${at}00`
const OLD = readFileSync('test/fixtures/diagrams/bank/6004-waits.conv.json', 'utf8')

interface Drawn {
  id: string
  title: string
  condition: { logics: unknown[]; semaphors: { value: number; to_node_id: string }[] }
  x: number
  y: number
}

/** The same a week later: the guard is longer and leads elsewhere, an End is gone, another is new, one has another title. */
function change(text: string): string {
  const process = JSON.parse(text) as { scheme: { nodes: Drawn[] } }
  const [start, waits, called, nobody] = process.scheme.nodes as [Drawn, Drawn, Drawn, Drawn]
  const [guard] = waits.condition.semaphors
  if (guard === undefined) throw new Error('The fixture has no guard')
  Object.assign(guard, { value: 172_800, to_node_id: ID(5) })
  called.title = 'The bank called'
  const reminder = { ...nobody, id: ID(5), title: 'Remind the bank', x: 620 }
  process.scheme.nodes = [start, waits, called, reminder]
  return JSON.stringify(process)
}

const NEW = change(OLD)
const [OLDER, CURRENT] = [versionOf(OLD), versionOf(NEW)]
let workflows: string
let at: OpenConsole

beforeAll(async () => {
  workflows = mkdtempSync(join(tmpdir(), 'startnode-console-workflows-'))
  writeFileSync(join(workflows, `${PROCESS}.conv.json`), NEW)
  mkdirSync(join(workflows, 'versions', PROCESS), { recursive: true })
  writeFileSync(older(), OLD)
  const dir = pathToFileURL(`${workflows}/`)
  at = await openConsole(temporalAddress(), {
    namespace: 'console-imported',
    processes: [PROCESS],
    project: await loadProcesses(dir),
    workflowsDir: dir,
  })
  await startOlder()
  await at.stack.send(PROCESS, { n: 2 })
  await waitFor('both stand and are seen', async () => {
    const { nodes } = await at.ask<{ nodes: Record<string, number> }>(`${PAGE}/standing`)
    return nodes[ID(2)] === 2 || null
  })
})

afterAll(async () => {
  await at?.close()
  rmSync(workflows, { recursive: true, force: true })
})

afterEach(() => {
  expect(at.complaints).toEqual([])
})

const older = () => join(workflows, 'versions', PROCESS, `${OLDER}.conv.json`)

/** A task that began before the change. */
async function startOlder(): Promise<string> {
  const task = { ...makeTask(PROCESS, { n: 1 }), version: OLDER }
  const workflowId = `${PROCESS}/t/${task.taskId}`
  await at.stack.client.workflow.start(PROCESS, {
    workflowId,
    taskQueue: at.stack.taskQueue,
    args: [task],
    typedSearchAttributes: [
      { key: MPO_PROCESS, value: PROCESS },
      { key: MPO_TASK_ID, value: task.taskId },
      { key: MPO_NODE, value: 'Start' },
    ],
  })
  return workflowId
}

interface Versions {
  open: number
  asked: number
  silent: number
  versions: { version: string; isCurrent: boolean; isKept: boolean; tasks: number; since: string | null }[]
}

test('versions are told with who runs them and since when', async () => {
  const { open, asked, silent, versions } = await at.ask<Versions>(`${PAGE}/versions`)
  expect({ open, asked, silent }).toEqual({ open: 2, asked: 2, silent: 0 })
  expect(versions).toMatchObject([
    { version: CURRENT, isCurrent: true, isServed: true, isKept: true, tasks: 1, since: expect.any(String) },
    { version: OLDER, isCurrent: false, isServed: false, isKept: true, tasks: 1, since: expect.any(String) },
  ])
})

test('of many open tasks the oldest are asked, since those of older versions are among them', async () => {
  const { open, asked, uses } = await countVersions(at.stack.client, PROCESS, 1)
  expect({ open, asked, versions: [...uses.keys()] }).toEqual({ open: 2, asked: 1, versions: [OLDER] })
})

test('it is drawn as in MPO, counts who stands where as they come, and a node leads to its tasks', async () => {
  const { page } = await at.open('viewer', { path: `${PAGE}/diagram` })
  const waits = page.getByRole('link', { name: /Wait for the bank.*Waiting for Callback.*2 here/ })
  await waits.waitFor()
  await page.locator('[data-type="callback"]').waitFor()
  for (const type of ['start', 'success', 'error']) await page.locator(`[data-type="${type}"]`).waitFor()
  expect(await findBarriers(page)).toEqual([])
  const workflowId = await startOlder()
  await page.getByRole('link', { name: /3 here/ }).waitFor()
  await at.stack.client.workflow.getHandle(workflowId).terminate()
  await waits.click()
  await waitFor('its tasks are listed', async () => {
    const rows = await page.getByRole('table', { name: 'Tasks' }).getByRole('row').count()
    return rows === 3 || null
  })
})

test('tasks are found at a node with the longest title there is', async () => {
  const node = `${'a title '.repeat(25)} [${ID(2)}]`
  expect((await at.ask<{ tasks: [] }>(`/tasks?node=${encodeURIComponent(node)}`)).tasks).toEqual([])
})

test('the way of a task is drawn on the version it runs', async () => {
  const old = await waitFor('the older task', async () => {
    const [row] = (
      await at.ask<{ versions: (Versions['versions'][number] & { oldest: { workflowId: string }[] })[] }>(
        `${PAGE}/versions`,
      )
    ).versions.filter(({ version }) => version === OLDER)
    return row?.oldest[0] ?? null
  })
  const one = `/tasks/one?${new URLSearchParams({ workflowId: old.workflowId })}`
  expect(await at.ask(one)).toMatchObject({ version: OLDER })
  const { page } = await at.open('viewer', { path: one })
  const way = page.getByRole('region', { name: 'Way' })
  await way.getByText('Nobody called').first().waitFor()
  await way.getByText(`The rest of version ${OLDER} is faint`, { exact: false }).waitFor()
  expect(await way.getByText('Remind the bank').count()).toBe(0)
  expect(await findBarriers(page)).toEqual([])
  renameSync(older(), `${older()}.away`)
  try {
    await page.reload()
    await way.getByText('The file of that version is not here', { exact: false }).waitFor()
    await way.getByText('Wait for the bank').first().waitFor()
    await page.goto(`${at.adminUrl}/console${PAGE}/versions`)
    await page
      .getByRole('alert')
      .getByText(/Bring the file back/)
      .waitFor()
  } finally {
    renameSync(`${older()}.away`, older())
  }
})

test('what differs between two versions is drawn and listed by node and field', async () => {
  const { page } = await at.open('editor', { path: `${PAGE}/versions` })
  const list = page.getByRole('list', { name: 'Nodes that differ' })
  await list.getByText('Wait for the bank').waitFor()
  const items = await list.getByRole('listitem').allInnerTexts()
  expect(items.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
    `changed Wait for the bank Waiting for Callback, ${ID(2)}: time guard`,
    `changed The bank called End, ${ID(3)}: title`,
    `added Remind the bank End, ${ID(5)}`,
    `removed Nobody called End, ${ID(4)}`,
  ])
  for (const type of ['added', 'removed', 'changed'])
    await page.locator(`[data-change="${type}"]`).first().waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByLabel('From', { exact: true }).selectOption(CURRENT)
  await page.getByLabel('To', { exact: true }).selectOption(OLDER)
  await list.getByText('Remind the bank').waitFor()
  await list.getByRole('listitem').filter({ hasText: 'removed' }).getByText('Remind the bank').waitFor()
  const narrow = await at.open('viewer', { path: `${PAGE}/versions`, width: 390 })
  await narrow.page.getByRole('list', { name: 'Nodes that differ' }).waitFor()
  expect(await findBarriers(narrow.page)).toEqual([])
  expect(await narrow.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
})

test('a version that was imported since is said not to be live', async () => {
  const file = join(workflows, `${PROCESS}.conv.json`)
  const next = NEW.replace('Remind the bank', 'Remind the bank twice')
  writeFileSync(join(workflows, 'versions', PROCESS, `${CURRENT}.conv.json`), NEW)
  writeFileSync(file, next)
  try {
    const { page } = await at.open('viewer', { path: `${PAGE}/versions` })
    await page.getByText('The newest version is not live').waitFor()
    await page.getByRole('row', { name: new RegExp(`${versionOf(next)} not read yet`) }).waitFor()
    await page.getByRole('row', { name: new RegExp(`${CURRENT} still begun`) }).waitFor()
    expect(await findBarriers(page)).toEqual([])
  } finally {
    writeFileSync(file, NEW)
    rmSync(join(workflows, 'versions', PROCESS, `${CURRENT}.conv.json`))
  }
})

test('the export is, byte for byte, what the command gives', async () => {
  const { page } = await at.open('editor', { path: `${PAGE}/versions` })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export the current version' }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`${PROCESS}.conv.json`)
  const bytes = readFileSync(await download.path())
  const env = { ...plainEnv(), WORKFLOWS_DIR: workflows }
  const { stdout } = await promisify(execFile)(process.execPath, ['bin/startnode.js', 'export', PROCESS], {
    env,
  })
  expect([bytes.toString(), stdout]).toEqual([NEW, NEW])
})

test('the callback URL that is shown of a waiting task lets it go on', async () => {
  const { taskId } = await at.stack.send(PROCESS, { n: randomUUID() })
  const task = await at.stack.taskOf(PROCESS, { taskId })
  await at.stack.untilWaiting(task, 'Wait for the bank')
  const { waitingFor } = await at.ask<{ waitingFor: { callbackUrl: string }[] }>(
    `/tasks/one?${new URLSearchParams({ workflowId: task.workflowId })}`,
  )
  const url = new URL(waitingFor[0]?.callbackUrl ?? '')
  const answer = await fetch(`${at.stack.url}${url.pathname}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paid: true }),
  })
  expect(answer.status).toBe(200)
  expect(await at.stack.resultOf(PROCESS, { taskId })).toMatchObject({ outcome: 'success' })
})

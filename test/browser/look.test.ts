/** What others send looks like what it is: long, from right to left, ended from outside, and never more than happened. */
import type { WorkflowHandle } from '@temporalio/client'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { startApproval } from './fill-tasks.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'
import { walkTo } from './walk-to.ts'

interface Shown {
  status: string
  said: object
  trace: { node: string; state: string }[]
  diagram: { nodes: { id: string; visits: number; failed: number }[]; edges: { from: string; to: string }[] }
  runs: { runId: string; status: string }[]
  runId: string
}

const LOOKS = [
  { width: 1280, dark: false },
  { width: 1280, dark: true },
  { width: 768, dark: false },
  { width: 390, dark: true },
]
let at: OpenConsole

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-look', processes: ['loan-approved'] })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const loan = (ref: string) => at.stack.taskOf('loan-approved', { ref })
const pathOf = ({ workflowId }: Pick<WorkflowHandle, 'workflowId'>) =>
  `/tasks/one?${new URLSearchParams({ workflowId })}`
const shown = (task: WorkflowHandle) => at.ask<Shown>(pathOf(task))
const closed = (task: WorkflowHandle) =>
  waitFor('it has ended', async () => (await task.describe()).status.name !== 'RUNNING' || null)
const overflow = (page: Page) => page.evaluate('document.documentElement.scrollWidth')

test('a task that was cancelled failed at no node, and no way leads to an end it never came to', async () => {
  await startApproval(at.stack, 'LN-5001')
  const task = await loan('LN-5001')
  await task.cancel()
  await closed(task)
  const { status, trace, diagram, runs, runId } = await shown(task)
  expect(status).toBe('CANCELLED')
  expect(trace.at(-1)?.state).toBe('cancelled')
  expect(diagram.nodes.map(({ failed }) => failed)).toEqual(diagram.nodes.map(() => 0))
  expect(diagram.nodes.find(({ id }) => id === 'end')?.visits).toBe(0)
  expect(diagram.edges.filter(({ to }) => to === 'end')).toEqual([])
  // The list of runs is a moment behind: it says what the page says
  for (const run of runs.filter((one) => one.runId === runId)) expect(run.status).toBe(status)
  const { page } = await at.open('viewer', { path: pathOf(task) })
  const visits = page.getByRole('list', { name: 'Nodes it has been at' }).getByRole('listitem')
  await visits.last().getByText('cancelled', { exact: true }).waitFor()
  expect(await visits.getByText('failed').count()).toBe(0)
  expect(await page.locator('.react-flow__node').getByText('failed').count()).toBe(0)
})

test('a task that was ended while it waited waits no more, and no way of other tasks is drawn', async () => {
  await startApproval(at.stack, 'LN-5003')
  const task = await loan('LN-5003')
  await task.terminate('by hand')
  await closed(task)
  const { status, trace, diagram, said } = await shown(task)
  expect([status, trace.at(-1)?.state]).toEqual(['TERMINATED', 'cancelled'])
  expect(said).toEqual({ outcome: null, state: null, cause: null, since: null })
  expect(diagram.edges.filter(({ to }) => to === 'end')).toEqual([])
  // This one goes on to where the other never was
  await at.stack.send('loan-approved', loanBody('LN-unknown'))
  await closed(await loan('LN-unknown'))
  const { page } = await at.open('viewer', { path: pathOf(task) })
  // Ways are drawn once the nodes have been measured
  await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' })
  expect(await page.locator('.react-flow__edge').count()).toBe(diagram.edges.length)
  expect(await page.getByText('waiting', { exact: true }).count()).toBe(0)
})

test('a cause leads to what it names: the open task that has the ref', async () => {
  await startApproval(at.stack, 'LN-5004')
  const holder = await loan('LN-5004')
  await at.stack.send('loan-approved', loanBody('LN-5004'))
  const taskId = await waitFor('the entry', async () => {
    const { entries } = await at.ask<{ entries: { taskId: string; summary: { code: string } | null }[] }>(
      '/quarantine',
    )
    return entries.find(({ summary }) => summary?.code === 'not_unical_ref')?.taskId
  })
  const { page } = await at.open('viewer', { path: `/quarantine/loan-approved/${taskId}` })
  await page.getByRole('link', { name: 'go to that task' }).click()
  await page.getByRole('heading', { level: 1, name: 'LN-5004' }).waitFor()
  expect(new URL(page.url()).searchParams.get('workflowId')).toBe(holder.workflowId)
  await page.route('**/admin/v1/tasks/one?*', async (route) => {
    const answer = (await (await route.fetch()).json()) as object
    const failure = { message: "Another open task has the ref 'LN-5004'", type: null, failedNode: null }
    await route.fulfill({ json: { ...answer, failure } })
  })
  await page.reload()
  await page.getByRole('link', { name: 'Go to the open task with this ref' }).click()
  await page.getByRole('link', { name: 'LN-5004' }).first().waitFor()
})

test('what can not be done is one line, with why, and does not fill the card', async () => {
  const { page } = await at.open('viewer', { path: pathOf(await loan('LN-5001')) })
  const actions = page.getByRole('region', { name: 'Actions' })
  await actions.getByText(/^Nothing can be done/).click()
  await actions.getByText('Terminate: Needs the role editor; yours is viewer').waitFor()
  expect(await actions.getByRole('button').count()).toBe(0)
  expect(await findBarriers(page)).toEqual([])
})

test('10 KB without a blank stay in their place, with the whole on demand', async () => {
  const long = 'L'.repeat(10_240)
  const body = JSON.stringify({ ...(JSON.parse(loanBody('LN-5002')) as object), branch: long })
  await at.stack.send('loan-approved', body)
  const task = await loan('LN-5002')
  await task.terminate(`ended: ${long}`)
  await closed(task)
  const { page } = await at.open('operator')
  for (const look of LOOKS) {
    await showAs(page, look)
    await walkTo(page, pathOf(task))
    const alert = page.getByRole('alert')
    await alert.getByText('Why it ended').waitFor()
    expect([look.width, await overflow(page)]).toEqual([look.width, look.width])
    expect((await alert.boundingBox())?.height).toBeLessThan(700)
    const whole = alert.getByRole('button', { name: /^Show all 10,\d+ characters$/ })
    expect(await findBarriers(page)).toEqual([])
    await whole.click()
    expect(await alert.textContent()).toContain(long)
    expect(await overflow(page)).toBeLessThanOrEqual(look.width)
  }
})

test('a title of 255 characters without a blank leaves room for the rest of its row', async () => {
  const title = 'T'.repeat(255)
  await at.change('POST', '/aliases', { alias: 'long-title', title, process: 'loan-approved' })
  const { page } = await at.open('viewer', { path: '/aliases' })
  await page.getByRole('link', { name: '@long-title' }).waitFor()
  for (const look of LOOKS) {
    await showAs(page, look)
    expect(await overflow(page)).toBeLessThanOrEqual(look.width)
    const cell = await page.getByRole('row').filter({ hasText: '@long-title' }).getByText('off').boundingBox()
    expect((cell?.x ?? Number.POSITIVE_INFINITY) + (cell?.width ?? 0)).toBeLessThanOrEqual(look.width)
  }
})

test('a ref that turns the direction of writing turns itself only', async () => {
  const ref = 'LN-\u202eabc\u05d0'
  await at.change('POST', '/aliases', { alias: 'turned', title: ref, process: 'loan-approved' })
  const { page } = await at.open('viewer', { path: '/aliases/turned' })
  const title = page.getByRole('heading', { level: 1 })
  await title.waitFor()
  expect(await title.locator('bdi').textContent()).toContain('turned')
  const isolated = await page.evaluate(
    "[...document.querySelectorAll('a, b, code, bdi')].every((one) => /isolate/.test(getComputedStyle(one).unicodeBidi))",
  )
  expect(isolated).toBe(true)
})

test('the editor can be read in light and dark, with its marks, its line and its offers', async () => {
  await at.stack.send('loan-approved', '{"cbs_account_id": LN-6}')
  const id = await waitFor('the entry', async () => {
    const { entries } = await at.ask<{ entries: { taskId: string; summary: { code: string } | null }[] }>(
      '/quarantine',
    )
    return entries.find(({ summary }) => summary?.code === 'json_invalid')?.taskId
  })
  const { page } = await at.open('operator')
  for (const dark of [false, true]) {
    await showAs(page, { width: 1280, dark })
    await walkTo(page, `/quarantine/loan-approved/${id}`)
    const text = page.getByRole('textbox', { name: 'Body' })
    await text.click()
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Control+a')
    expect(await findBarriers(page)).toEqual([])
    await walkTo(page, '/processes/loan-approved/try')
    await page.locator('.cm-content').first().click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{ ')
    await waitFor('what it offers', async () => {
      await page.keyboard.press('Control+Space')
      return (await page.locator('.cm-tooltip-autocomplete').count()) > 0 || null
    })
    // The keys that go through the offers stay in the text, which names the one they are at
    const barriers = (await findBarriers(page)).filter(
      (barrier) => !(barrier.startsWith('scrollable-region-focusable') && barrier.includes('cm-ac-')),
    )
    expect(barriers).toEqual([])
  }
})

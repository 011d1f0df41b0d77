/** The page of a task, in a real Chromium over the real stack: each action changes what Temporal says. */
import type { WorkflowHandle } from '@temporalio/client'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type BankStandIn, startBankStandIn } from '../helpers/bank-stand-in.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { sendDisbursement, startApproval, startDisbursement } from './fill-tasks.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'
import { walkTo } from './walk-to.ts'

let at: OpenConsole
let bank: BankStandIn

beforeAll(async () => {
  bank = await startBankStandIn()
  at = await openConsole(temporalAddress(), {
    namespace: 'console-task',
    processes: ['loan-approved', 'loan-disbursement'],
    variables: { bank: { url: bank.url, token: bank.token } },
  })
})

afterAll(async () => {
  await at?.close()
  await bank?.stop()
})

afterEach(() => {
  expect(at.complaints).toEqual([])
})

const loan = (ref: string) => at.stack.taskOf('loan-approved', { ref })
const payout = (ref: string) => at.stack.taskOf('loan-disbursement', { ref })
const pathOf = ({ workflowId }: WorkflowHandle) => `/tasks/one?${new URLSearchParams({ workflowId })}`
const statusOf = async (task: WorkflowHandle) => (await task.describe()).status.name
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page) => page.getByRole('dialog')
const stateIs = (page: Page, state: string) =>
  page.getByText(new RegExp(`^loan-(approved|disbursement) ${state}$`)).waitFor({ timeout: 30_000 })
const visits = (page: Page) => page.getByRole('list', { name: 'Nodes it has been at' }).getByRole('listitem')

test('a viewer sees everything but how to release it, and learns why nothing can be done', async () => {
  const booking = await startDisbursement(at.stack)
  const { page } = await at.open('viewer', { path: pathOf(await payout(booking.ref)) })
  await stateIs(page, 'waiting')
  await page.getByText('Its callback URL: Needs the role operator; yours is viewer.').waitFor()
  expect(await page.locator('body').textContent()).not.toContain('/callback/')
  for (const [name, role] of [
    ['Signal', 'operator'],
    ['Modify', 'operator'],
    ['Reset to a node', 'operator'],
    ['Cancel', 'operator'],
    ['Terminate', 'editor'],
  ] as const) {
    await page.getByText(`${name}: Needs the role ${role}; yours is viewer`).waitFor({ state: 'attached' })
    expect(await button(page, name).count()).toBe(0)
  }
  await visits(page).filter({ hasText: 'Pay at the bank' }).getByText('passed').waitFor()
  await page.getByText('"transaction_id"').waitFor()
})

test('a decision is sent by a form, as who is logged in: one that does not count is told, one that does ends the task', async () => {
  const requester = at.stack.mambu.addUser('editor')
  await startApproval(at.stack, 'LN-4001', { assignedUserKey: requester.encodedKey })
  const task = await loan('LN-4001')
  const own = await at.open('editor', { path: pathOf(task) })
  await button(own.page, 'Decide').click()
  await button(dialog(own.page), 'Approve').click()
  await visits(own.page)
    .getByText(/editor is the requester/)
    .waitFor()
  const { page } = await at.open('operator', { path: pathOf(task) })
  await button(page, 'Decide').click()
  await dialog(page)
    .getByText(/You decide as operator/)
    .waitFor()
  await dialog(page).getByLabel('Comment').fill('Collateral is in place')
  await button(dialog(page), 'Approve').click()
  await stateIs(page, 'completed')
  expect(await task.result()).toMatchObject({ state: 'disbursed', approvedBy: 'operator', proved: true })
  await page.getByText('"disbursed"').waitFor()
  await page
    .getByText(/approve by api:operator/)
    .first()
    .waitFor()
  await page.getByText('Signal: It has ended').waitFor({ state: 'attached' })
})

test('a signal of any name takes any JSON, and nothing else', async () => {
  await startApproval(at.stack, 'LN-4002')
  const { page } = await at.open('operator', { path: pathOf(await loan('LN-4002')) })
  await button(page, 'Signal').click()
  expect(await dialog(page).getByRole('combobox', { name: 'Signal' }).inputValue()).toBe('approve')
  await dialog(page).getByLabel('Payload').fill('{"by": "bob", ')
  expect(await button(dialog(page), 'Send the signal').isDisabled()).toBe(true)
  await dialog(page).getByLabel('Payload').fill('{"by": "bob", "decision": "reject", "comment": "Too risky"}')
  await button(dialog(page), 'Send the signal').click()
  await dialog(page)
    .getByText(/You decide as operator, not as bob/)
    .waitFor()
  await dialog(page).getByLabel('Payload').fill('{"decision": "reject", "comment": "Too risky"}')
  await button(dialog(page), 'Send the signal').click()
  await stateIs(page, 'completed')
  expect(await (await loan('LN-4002')).result()).toMatchObject({ state: 'rejected', reason: 'Too risky' })
})

test('a task that waits for a callback shows its URL, which works, and Modify does the same', async () => {
  const [called, modified] = [await startDisbursement(at.stack), await startDisbursement(at.stack)]
  const { page } = await at.open('operator', { path: pathOf(await payout(called.ref)) })
  const url = await page.getByRole('region', { name: /^Callback URL of Wait for settlement/ }).textContent()
  const answer = await fetch(url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'TransactionSettled', reference: called.key }),
  })
  expect(answer.status).toBe(200)
  await stateIs(page, 'completed')

  await page.goto(`${at.adminUrl}/console${pathOf(await payout(modified.ref))}`)
  await button(page, 'Modify').click()
  await dialog(page).getByLabel('Data').fill('[1]')
  expect(await button(dialog(page), 'Modify').isDisabled()).toBe(true)
  await dialog(page)
    .getByLabel('Data')
    .fill(JSON.stringify({ event: 'TransactionSettled', reference: modified.key }))
  await button(dialog(page), 'Modify').click()
  await stateIs(page, 'completed')
  expect(await (await payout(modified.ref)).result()).toMatchObject({ state: 'settled' })
})

test('what is tried again says so in plain words, while it is and afterwards', async () => {
  bank.failNext(3, 500, 'POST /payments')
  const booking = await sendDisbursement(at.stack)
  const { page } = await at.open('viewer', { path: pathOf(await payout(booking.ref)) })
  await page.getByText('“Pay at the bank” is tried again').waitFor({ timeout: 30_000 })
  await page.getByText(/Try \d.*It answered 500/).waitFor()
  const paid = visits(page).filter({ hasText: 'Pay at the bank' })
  await paid.getByText('4 tries').waitFor({ timeout: 40_000 })
  await paid.getByText(/A try failed: It answered 500/).waitFor()
})

test('a task is cancelled, runs again as a new task, and each shows the other', async () => {
  await startApproval(at.stack, 'LN-4003')
  const task = await loan('LN-4003')
  const { runId } = await task.describe()
  const { page } = await at.open('operator', { path: pathOf(task) })
  await page
    .getByText("1 more can't be done now: It is open")
    .or(page.getByText("more can't be done now"))
    .click()
  await page.getByText(/^Run again: It is open/).waitFor()
  await button(page, 'Cancel').click()
  await button(dialog(page), 'Cancel the task').click()
  await stateIs(page, 'cancelled')
  expect(await statusOf(task)).toBe('CANCELLED')
  await button(page, 'Run again').click()
  await button(dialog(page), 'Run again').click()
  await stateIs(page, 'waiting')
  const again = await at.stack.client.workflow.getHandle(task.workflowId).describe()
  expect(again.runId).not.toBe(runId)
  await waitFor('the page is that of the new task', () => page.url().includes(again.runId))
  await page.getByRole('link', { name: 'an earlier task' }).click()
  await stateIs(page, 'cancelled')
  expect(page.url()).toContain(runId)
  const newId = again.typedSearchAttributes.getAll().find(({ key }) => key.name === 'MpoTaskId')?.value
  await page.getByRole('link', { name: String(newId) }).waitFor({ timeout: 30_000 })
})

test('a task goes back to a node as a new run, and an editor ends it at once with a reason', async () => {
  await startApproval(at.stack, 'LN-4004')
  const task = await loan('LN-4004')
  const before = (await task.describe()).runId
  const { page } = await at.open('editor', { path: pathOf(task) })
  await button(page, 'Reset to a node').click()
  await dialog(page).getByLabel('Back to').selectOption('Check the loan')
  await dialog(page).getByLabel('Reason').fill('The amount was corrected')
  await button(dialog(page), 'Reset').click()
  await waitFor('it is on the page of the new run', async () => {
    const { runId } = await task.describe()
    return (runId !== before && page.url().includes(runId)) || null
  })
  await page.getByRole('link', { name: `Run ${before.slice(0, 8)}` }).waitFor({ timeout: 30_000 })
  await visits(page).filter({ hasText: 'Wait for four-eyes approval' }).waitFor()
  await button(page, 'Terminate').click()
  expect(await button(dialog(page), 'Terminate').isDisabled()).toBe(true)
  await dialog(page).getByLabel('Reason').fill('Sent twice')
  await button(dialog(page), 'Terminate').click()
  await page.getByRole('alert').getByText('Terminated: Sent twice (by api:editor)').waitFor()
  expect(await statusOf(task)).toBe('TERMINATED')
})

test('a reset names the writes it does again; what Mambu has forgotten needs a check', async () => {
  await startApproval(at.stack, 'LN-4007')
  const task = await loan('LN-4007')
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  await task.result()
  const { runId } = await task.describe()
  const openForm = async () => {
    const { page } = await at.open('operator', { path: pathOf(task) })
    await button(page, 'Reset to a node').click()
    await dialog(page).getByLabel('Back to').selectOption('Disburse')
    return page
  }
  const soon = await openForm()
  await dialog(soon).getByText('Done again, these happen once').waitFor()
  await dialog(soon)
    .getByText(/^Disburse \(disburseLoan\) of .*: known until .*, key [0-9a-f]{24}$/)
    .waitFor()
  await waitFor('it can be sent', () => button(dialog(soon), 'Reset').isEnabled())
  expect(await dialog(soon).getByRole('checkbox').count()).toBe(0)
  // Only the clock of receiver and admin API is moved.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7 * 60 * 60 * 1_000 })
  try {
    const page = await openForm()
    await dialog(page).getByText('These may be done twice').waitFor()
    expect(await button(dialog(page), 'Reset').isDisabled()).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    await dialog(page)
      .getByRole('checkbox', { name: /^Do .* again, even if that does it twice$/ })
      .check()
    await button(dialog(page), 'Reset').click()
    await waitFor('it is reset', async () => (await task.describe()).runId !== runId)
  } finally {
    vi.useRealTimers()
  }
})

test('what the task refuses is told in the form, which stays', async () => {
  await startApproval(at.stack, 'LN-4005')
  const task = await loan('LN-4005')
  const { page } = await at.open('operator', { path: pathOf(task) })
  await button(page, 'Decide').click()
  await dialog(page).getByLabel('Comment').fill('Too late')
  await task.terminate('meanwhile')
  await button(dialog(page), 'Approve').click()
  await dialog(page)
    .getByRole('alert')
    .getByText(/has ended/)
    .waitFor()
  expect(await dialog(page).getByLabel('Comment').inputValue()).toBe('Too late')
})

test('the way of the task is drawn, and told as a list; commands and JSON are there to copy', async () => {
  await startApproval(at.stack, 'LN-4006')
  const task = await loan('LN-4006')
  const { page, context } = await at.open('viewer', { path: pathOf(task) })
  const node = page.locator('.react-flow__node').filter({ hasText: 'Wait for four-eyes approval' })
  await node.getByText('waiting').waitFor()
  await page.getByText('List', { exact: true }).click()
  await page
    .getByRole('list', { name: 'Way of the task' })
    .getByText(/leads to Wait for four-eyes approval/)
    .waitFor()
  const said = await at.ask<{ commands: Record<string, string> }>(pathOf(task))
  const command = page.getByRole('region', { name: 'Command', exact: true })
  expect(await command.textContent()).toBe(said.commands.show)
  await page.getByLabel('What').selectOption('Cancel it')
  expect(await command.textContent()).toBe(said.commands.cancel)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await button(page, 'Copy as JSON').click()
  await page.getByText('Copied').waitFor()
  const copied = JSON.parse(await page.evaluate('navigator.clipboard.readText()')) as object
  expect(copied).toMatchObject({ ref: 'LN-4006', status: 'RUNNING' })
})

test('a task that is none says so; data of others is shown as text', async () => {
  const hostile = '</script><img src=x onerror=alert(1)>'
  await at.stack.send('loan-approved', loanBody('LN-4007').replace('Zürich Süd', hostile))
  const { page } = await at.open('viewer', { path: pathOf(await loan('LN-4007')) })
  await page.getByText(hostile).waitFor()
  expect(await page.locator('img[src=x]').count()).toBe(0)
  await page.goto(`${at.adminUrl}/console/tasks/one?workflowId=${encodeURIComponent(hostile)}`)
  await page.getByRole('alert').getByText('There is no such thing').waitFor()
  await page.goto(`${at.adminUrl}/console/tasks/one`)
  await page.getByText('Which task?').waitFor()
})

test('no page of a task has a serious barrier or is wider than the screen, nor has a form', async () => {
  const booking = await startDisbursement(at.stack)
  const paths = [
    pathOf(await payout(booking.ref)),
    pathOf(await loan('LN-4001')),
    pathOf(await loan('LN-4006')),
  ]
  const barriers: string[] = []
  const { page } = await at.open('editor')
  for (const look of [
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ]) {
    await showAs(page, look)
    for (const path of paths) {
      await walkTo(page, path)
      await page.locator('.react-flow__node').first().waitFor()
      barriers.push(...(await findBarriers(page)).map((barrier) => `${path} at ${look.width}: ${barrier}`))
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    }
    for (const name of ['Decide', 'Signal', 'Reset to a node', 'Terminate']) {
      await button(page, name).click()
      await dialog(page).waitFor()
      barriers.push(...(await findBarriers(page)).map((barrier) => `${name} at ${look.width}: ${barrier}`))
      await page.keyboard.press('Escape')
      await dialog(page).waitFor({ state: 'detached' })
    }
  }
  expect(barriers).toEqual([])
})

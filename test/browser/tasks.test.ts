/** Lists of tasks and the diagram of a process, in a real Chromium over the real stack. */
import type { Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type BankStandIn, startBankStandIn } from '../helpers/bank-stand-in.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { APPROVAL, fillTasks, SETTLEMENT, startApproval } from './fill-tasks.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'
import { walkTo } from './walk-to.ts'

interface Row {
  workflowId: string
  runId: string
  taskId: string
  ref: string
  status: string
  startedAt: string
}

let at: OpenConsole
let bank: BankStandIn

beforeAll(async () => {
  bank = await startBankStandIn()
  at = await openConsole(temporalAddress(), {
    namespace: 'console-tasks',
    processes: ['loan-approved', 'loan-disbursement'],
    variables: { bank: { url: bank.url, token: bank.token } },
  })
  await fillTasks(at.stack, bank)
  await waitFor('all are listed, where they are', async () => {
    const { length } = await list('?')
    const approvals = await list(`?state=running&node=${encodeURIComponent(APPROVAL)}`)
    const settlements = await list(`?state=running&node=${encodeURIComponent(SETTLEMENT)}`)
    return (length === 6 && approvals.length === 2 && settlements.length === 1) || null
  })
})

afterAll(async () => {
  await at?.close()
  await bank?.stop()
})

afterEach(() => {
  expect(at.complaints).toEqual([])
})

const list = async (query: string) => (await at.ask<{ tasks: Row[] }>(`/tasks${query}`)).tasks
const shown = (page: Page) => page.getByRole('table', { name: 'Tasks' }).getByRole('row')
const untilShown = (page: Page, count: number) =>
  waitFor(`${count} tasks are shown`, async () => (await shown(page).count()) === count + 1 || null)
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

test('tasks are found by ref, id, process, state, node and time, and the filter is in the URL', async () => {
  const { page } = await at.open('viewer', { path: '/tasks' })
  await untilShown(page, 6)
  const [done] = await list('?ref=LN-3002')
  await page.getByLabel('Find', { exact: true }).fill('LN-3002')
  await untilShown(page, 1)
  await shown(page).getByText('completed').waitFor()
  await page.getByLabel('Find', { exact: true }).fill(done?.taskId ?? '')
  await waitFor('the filter is in the URL', async () => page.url().includes(`q=${done?.taskId}`) || null)
  await untilShown(page, 1)
  await page.reload()
  await untilShown(page, 1)
  expect(await page.getByLabel('Find', { exact: true }).inputValue()).toBe(done?.taskId)
  await page.getByRole('button', { name: 'Clear' }).click()
  await untilShown(page, 6)
  await page.getByLabel('Process').selectOption('loan-approved')
  await page.getByLabel('State').selectOption('running')
  await untilShown(page, 2)
  await page.getByLabel('Waits at').fill(APPROVAL)
  await page.getByLabel('Started').selectOption('in the last hour')
  await waitFor('all is in the URL', async () => /node=.*since=1h/.test(page.url()) || null)
  await untilShown(page, 2)
  await page.getByLabel('Started').selectOption('between')
  await page.getByLabel('Before').fill('2020-01-01T00:00')
  await told(page, 'No task matches')
  const link = page.url()
  await page.goto(
    `${at.adminUrl}/console/processes/loan-disbursement/tasks?node=${encodeURIComponent(SETTLEMENT)}`,
  )
  await untilShown(page, 1)
  await page.goto(link)
  await told(page, 'No task matches')
  expect(await page.getByLabel('Process').inputValue()).toBe('loan-approved')
})

test('the back button leads through the filters; typing on is one step', async () => {
  const { page } = await at.open('viewer', { path: '/tasks' })
  await untilShown(page, 6)
  await page.getByLabel('State').selectOption('running')
  await waitFor('it is in the URL', async () => page.url().endsWith('?state=running') || null)
  const find = page.getByLabel('Find', { exact: true })
  for (const typed of ['LN', 'LN-300', 'LN-3001']) {
    await find.fill(typed)
    await waitFor('it is in the URL', async () => page.url().includes(`q=${typed}&`) || null)
  }
  await untilShown(page, 1)
  await page.goBack()
  await waitFor('the state alone', async () => page.url().endsWith('/tasks?state=running') || null)
  await untilShown(page, 3)
  expect(await find.inputValue()).toBe('')
  await page.goBack()
  await untilShown(page, 6)
  await page.goForward()
  await untilShown(page, 3)
})

test('the head says how many there are by the same rule, in which order, and that quarantine is another list', async () => {
  await at.stack.send('loan-approved', '{')
  await waitFor('the entry is counted', async () => {
    const { quarantined } = await at.ask<{ quarantined: number }>('/tasks/count?process=loan-approved')
    return quarantined === 1 || null
  })
  const { page } = await at.open('viewer', { path: '/processes/loan-approved/tasks' })
  await told(page, /^4 tasks; open ones first, then by their end/)
  await untilShown(page, 4)
  await page.getByRole('link', { name: '1 in quarantine' }).click()
  await page.getByRole('heading', { name: 'Quarantine', level: 1 }).waitFor()
  expect(page.url()).toContain('process=loan-approved')
})

test('what is not found says what was looked for and where else it may be', async () => {
  const { page } = await at.open('viewer', { path: '/tasks?q=LN-9999' })
  await told(page, "Looked for a ref that begins with 'LN-9999'")
  await page.getByRole('link', { name: 'requests', exact: true }).waitFor()
  await page.getByRole('link', { name: 'in the inbox' }).click()
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor()
})

test('a task leads to its page, and back leads to the same list', async () => {
  const { page } = await at.open('viewer', { path: '/tasks?state=completed&process=loan-approved' })
  await page.getByRole('link', { name: 'LN-3002' }).press('Enter')
  await page.getByRole('heading', { name: 'LN-3002', level: 1 }).waitFor()
  await page.goBack()
  await untilShown(page, 2)
})

test('a new task shows by itself, while the list is paused it does not', async () => {
  const { page } = await at.open('viewer', { path: '/processes/loan-approved/tasks' })
  await untilShown(page, 4)
  const [before] = await shown(page).nth(1).allInnerTexts()
  await page.getByRole('switch', { name: 'Live' }).uncheck({ force: true })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await startApproval(at.stack, 'LN-3005')
  await waitFor('it is listed', async () => (await list('?ref=LN-3005')).length > 0 || null)
  // The counts of the process are news too, and come with the same events
  await waitFor('news came', async () => asked.includes('/admin/v1/processes/loan-approved') || null)
  expect(await shown(page).count()).toBe(5)
  expect((await shown(page).nth(1).allInnerTexts())[0]?.slice(0, 7)).toBe(before?.slice(0, 7))
  await page.getByRole('switch', { name: 'Live' }).check({ force: true })
  await page.getByRole('link', { name: 'LN-3005' }).waitFor()
  await startApproval(at.stack, 'LN-3006')
  await page.getByRole('link', { name: 'LN-3006' }).waitFor({ timeout: 30_000 })
})

test('ten thousand tasks are read page by page as one scrolls, and only what is seen is in the page', async () => {
  const rows = await list('?process=loan-approved')
  const cursors: (string | null)[] = []
  const { page } = await at.open('viewer', { path: '/processes' })
  // The server has a handful: its real rows are given again and again, with cursors as it gives them
  await page.route('**/admin/v1/tasks?*', async (route: Route) => {
    const { searchParams } = new URL(route.request().url())
    const from = Number(searchParams.get('cursor') ?? 0)
    cursors.push(searchParams.get('cursor'))
    const to = Math.min(10_000, from + Number(searchParams.get('limit')))
    const tasks = Array.from({ length: to - from }, (_, index) => ({
      ...(rows[(from + index) % rows.length] as Row),
      ref: `LN-${from + index}`,
      workflowId: `loan-approved/r/LN-${from + index}`,
    }))
    await route.fulfill({ json: { tasks, cursor: to < 10_000 ? String(to) : null } })
  })
  await page.getByRole('link', { name: 'Tasks', exact: true }).click()
  await page.getByRole('link', { name: 'LN-0', exact: true }).waitFor()
  const table = page.getByRole('table', { name: 'Tasks' })
  await waitFor(
    'all are read',
    async () => {
      await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
      return (await table.getAttribute('aria-rowcount')) === '10001' || null
    },
    60_000,
  )
  await waitFor('the last is shown', async () => {
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
    return (await page.getByRole('link', { name: 'LN-9999', exact: true }).count()) === 1 || null
  })
  expect(await shown(page).count()).toBeLessThan(120)
  expect(new Set(cursors).size).toBe(51)
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
})

test('what can not be read says why, and comes by itself when it can', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  const fails = { code: 'temporal_unreachable', message: 'Temporal does not answer' }
  await page.route('**/admin/v1/tasks?*', (route) => route.fulfill({ status: 503, json: { error: fails } }))
  await page.getByRole('link', { name: 'Tasks', exact: true }).click()
  await page.getByRole('alert').getByText('Temporal does not answer').waitFor()
  await page.unroute('**/admin/v1/tasks?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('link', { name: 'LN-3001' }).waitFor()
})

test('the diagram counts who stands where, and a click shows those tasks; as a list it says the same', async () => {
  const { page } = await at.open('viewer', { path: '/processes/loan-disbursement/diagram' })
  const here = page.getByRole('link', { name: new RegExp(`^${SETTLEMENT} 1 here`) })
  await here.waitFor()
  expect(await page.locator('.react-flow__edge').count()).toBe(5)
  await page.getByText('List', { exact: true }).click()
  const item = page.getByRole('list', { name: 'Diagram of loan-disbursement' }).getByRole('listitem')
  await item.filter({ hasText: 'Pay at the bank: 2 came; leads to Wait for settlement' }).waitFor()
  await page.getByText('Diagram', { exact: true }).last().click()
  await here.press('Enter')
  await untilShown(page, 1)
  expect(page.url()).toContain(`node=${SETTLEMENT.replaceAll(' ', '+')}`)
  await page.goto(`${at.adminUrl}/console/processes/client-onboarding/diagram`)
  await told(page, 'send the first one')
  await page.getByRole('link', { name: /^Start .*opens the panel of the Start node$/ }).press('Enter')
  await page.getByRole('complementary', { name: 'Panel of the Start node' }).waitFor()
  expect(page.url()).toContain('selected=start')
})

test('what others wrote is shown as text in lists of tasks', async () => {
  const hostile = `<img src=x onerror='alert(1)'>{{7*7}}`
  await at.stack.send('loan-approved', loanBody(hostile))
  await waitFor(
    'it is listed',
    async () => (await list(`?ref=${encodeURIComponent(hostile)}`)).length || null,
  )
  const { page } = await at.open('viewer', { path: `/tasks?q=${encodeURIComponent(hostile)}` })
  await page.getByRole('link', { name: hostile }).click()
  await page.getByRole('heading', { name: hostile, level: 1 }).waitFor()
  await told(page, /Mambu has no loan/)
  expect(await page.locator('img[src=x], script:not([src])').count()).toBe(0)
})

test('the lists and the diagram have no serious barrier and fit the screen, light and wide or dark and narrow', async () => {
  const paths = ['/tasks', '/tasks?since=custom&state=running', '/processes/loan-approved/tasks?q=none']
  const barriers: string[] = []
  const { page } = await at.open('viewer')
  for (const look of [
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ]) {
    await showAs(page, look)
    for (const path of [...paths, '/processes/loan-approved/diagram']) {
      await walkTo(page, path)
      const found = await findBarriers(page)
      barriers.push(...found.map((barrier) => `${path} at ${look.width}: ${barrier}`))
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect(width, path).toBeLessThanOrEqual(look.width)
    }
  }
  expect(barriers).toEqual([])
})

/** What waits in the inbox, where it is looked for, and counts over time: in the console, over the real stack. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'
import { walkTo } from './walk-to.ts'

const LONG = 45_000
const REF = 'LN-7001'
let at: OpenConsole
let taskId: string

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-inbox' })
  await at.stack.send('loan-approved', '{"cbs_account_id": LN-7000}')
  await at.change('POST', '/processes/loan-approved/pause')
  await waitFor('the pause', async () => {
    const { paused } = await at.ask<{ paused: boolean }>('/processes/loan-approved')
    return paused || null
  })
  for (const ref of [REF, 'LN-7002', 'LN-7003']) await at.stack.send('loan-approved', loanBody(ref))
  taskId = await waitFor('it waits', async () => {
    const { waiting } = await at.ask<{ waiting: { taskId: string }[] }>('/inbox/waiting')
    return waiting.length === 3 ? (waiting[0]?.taskId ?? null) : null
  })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: LONG })

test('the inbox lists what waits and why, and its verdict says that it is a pause', async () => {
  const { page } = await at.open('viewer', { path: '/inbox' })
  const rows = page.getByRole('table', { name: 'Waiting deliveries' }).getByRole('row')
  await waitFor('three of them', async () => (await rows.count()) === 4, LONG)
  await told(page, 'its process is paused')
  await told(page, 'all that waits is of paused processes')
  await page.getByRole('img', { name: 'Deliveries held over the last hour' }).waitFor({ timeout: LONG })
  await rows.nth(1).getByRole('link').click()
  await page.waitForURL(/requests\?show=all&taskId=/)
})

test('an obj_id that Temporal does not know is told as accepted and waiting, in lists and as a page', async () => {
  const { page } = await at.open('viewer', { path: `/tasks?q=${taskId}` })
  await told(page, 'Accepted, waiting in the inbox')
  await told(page, new RegExp(`loan-approved, ${taskId}: accepted`))
  await page.goto(`${at.adminUrl}/console/processes/loan-approved/tasks?q=${taskId}`)
  await told(page, 'Accepted, waiting in the inbox')
  await page.goto(
    `${at.adminUrl}/console/tasks/one?workflowId=${encodeURIComponent(`loan-approved/t/${taskId}`)}`,
  )
  await told(page, 'Accepted, waiting in the inbox')
  await page.goto(`${at.adminUrl}/console/tasks?q=${'0'.repeat(24)}`)
  await told(page, 'No task matches')
  expect(await page.getByText('Accepted, waiting in the inbox').count()).toBe(0)
})

test('counts are drawn over hours and days, and each chart has its numbers as a table', async () => {
  const { page } = await at.open('viewer', { path: '/requests?show=all' })
  await told(page, '3 accepted, 1 refused')
  for (const name of [
    'Requests accepted and refused',
    'Repeats, quarantine and deliveries without a key',
    'Answer times',
  ])
    await page.getByRole('img', { name, exact: true }).waitFor({ timeout: LONG })
  await told(page, "Mambu's line: 500 ms")
  await page.getByText('Requests accepted and refused: as a table').click()
  const table = page.getByRole('table', { name: 'Requests accepted and refused' })
  await waitFor('24 hours', async () => (await table.getByRole('row').count()) === 25, LONG)
  await table.getByRole('row').nth(1).getByText('3', { exact: true }).waitFor()
  await page.getByText('30 days', { exact: true }).click()
  await waitFor('30 days', async () => (await table.getByRole('row').count()) === 31, LONG)
  await page.getByRole('link', { name: 'json_invalid 1' }).click()
  await page.waitForURL(/code=json_invalid/)
  await page.goto(`${at.adminUrl}/console/processes/loan-approved`)
  await told(page, '3 accepted, 1 refused')
})

test('neither page has a serious barrier, light and wide or dark and narrow, and none is wider than the screen', async () => {
  const barriers: string[] = []
  const { page } = await at.open('editor')
  for (const look of [
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ]) {
    await showAs(page, look)
    for (const [path, sign] of [
      ['/inbox', 'its process is paused'],
      ['/requests?show=all', '3 accepted, 1 refused'],
      ['/processes/loan-approved', '3 accepted, 1 refused'],
      [`/tasks?q=${taskId}`, 'Accepted, waiting in the inbox'],
    ] as const) {
      await walkTo(page, path)
      await told(page, sign)
      for (const barrier of await findBarriers(page)) barriers.push(`${path} ${look.width}: ${barrier}`)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      if (Number(wide) > look.width) barriers.push(`${path} is ${wide} wide at ${look.width}`)
      const shots = process.env.SHOTS
      if (shots)
        await page.screenshot({
          path: `${shots}/${path.replace(/\W+/g, '-').slice(0, 20)}-${look.width}.png`,
          fullPage: true,
        })
    }
  }
  expect(barriers).toEqual([])
})

test('when the process is resumed all of them become tasks, and nothing waits', async () => {
  const { page } = await at.open('viewer', { path: `/tasks?q=${taskId}` })
  await told(page, 'Accepted, waiting in the inbox')
  await at.change('POST', '/processes/loan-approved/resume')
  await waitFor(
    'it is a task',
    async () => {
      const { tasks } = await at.ask<{ tasks: object[] }>(`/tasks?taskId=${taskId}`)
      return tasks.length > 0 || null
    },
    LONG,
  )
  await page.getByText('Accepted, waiting in the inbox').waitFor({ state: 'detached', timeout: LONG })
  await page.goto(`${at.adminUrl}/console/inbox`)
  await told(page, 'it is empty')
})

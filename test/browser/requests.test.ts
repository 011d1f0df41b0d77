/** What became no task and why, how fast answers are, and who may log in: in the console, over the real stack. */
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
let at: OpenConsole

interface Rows {
  requests: { code: string; test: boolean; process: string | null }[]
}

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-requests' })
  await at.stack.send('loan-approved', loanBody('LN-5001'))
  await at.stack.send('loan-approved', '{"cbs_account_id": LN-5002}')
  const stranger = `${at.stack.url}/api/2/json/public/loan-approved/${'0'.repeat(40)}`
  await fetch(stranger, { method: 'POST', body: '{}' })
  await waitFor('it is kept', async () => {
    const { entries } = await at.ask<{ entries: { summary: object | null }[] }>('/quarantine')
    return entries.some(({ summary }) => summary !== null) || null
  })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: LONG })
const rows = (page: Page) => page.getByRole('table', { name: 'Requests' }).getByRole('row')

test('refused requests stand apart with their reasons; the filter is in the URL, so a link shows the same', async () => {
  const { page } = await at.open('viewer', { path: '/requests' })
  await told(page, 'The body is not valid JSON')
  expect(await rows(page).count()).toBe(3)
  await page.getByText('Accepted', { exact: true }).last().click()
  await page.waitForURL(/show=accepted/)
  await waitFor('the accepted one alone', async () => (await rows(page).count()) === 2)
  await page.goto(`${at.adminUrl}/console/requests?show=all&code=json_invalid`)
  await told(page, 'The body is not valid JSON')
  expect(await page.getByLabel('Code').inputValue()).toBe('json_invalid')
  expect(await rows(page).count()).toBe(2)
  await page.getByLabel('Code').fill('no_such')
  await told(page, 'No request matches')
  await page.waitForURL(/code=no_such/)
})

test('the list follows what comes, and stands still while it is paused', async () => {
  const { page } = await at.open('viewer', { path: '/requests?show=accepted' })
  await waitFor('one', async () => (await rows(page).count()) === 2)
  await at.stack.send('loan-approved', loanBody('LN-5003'))
  await waitFor('it came by itself', async () => (await rows(page).count()) === 3, LONG)
  await page.getByRole('switch', { name: 'Live' }).click({ force: true })
  await told(page, 'Paused')
  await at.stack.send('loan-approved', loanBody('LN-5004'))
  const { page: other } = await at.open('viewer', { path: '/requests?show=accepted' })
  await waitFor('others see it', async () => (await rows(other).count()) === 4, LONG)
  expect(await rows(page).count()).toBe(3)
  await page.getByRole('switch', { name: 'Live' }).click({ force: true })
  await waitFor('it goes on', async () => (await rows(page).count()) === 4, LONG)
})

test('an authentic one is replayed as a test; of a stranger nothing was kept', async () => {
  const { page } = await at.open('operator', { path: '/requests' })
  await told(page, 'The body is not valid JSON')
  const stranger = page.getByRole('row', { name: /access_denied/ })
  expect(await stranger.getByRole('button', { name: 'Replay' }).getAttribute('title')).toMatch(
    /nothing of it was kept/,
  )
  await page
    .getByRole('row', { name: /json_invalid/ })
    .getByRole('button', { name: 'Replay' })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Sent again, as a test').waitFor({ timeout: LONG })
  await dialog.getByRole('region', { name: 'Answer' }).getByText('json_invalid').waitFor()
  const { requests } = await at.ask<Rows>('/requests?test=true')
  expect(requests).toMatchObject([{ code: 'json_invalid', test: true, process: 'loan-approved' }])
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /Test/ }).first().waitFor({ timeout: LONG })
  await page
    .getByRole('link', { name: /Entry in quarantine/ })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Entry in quarantine' }).waitFor()
  const { page: seen } = await at.open('viewer', { path: '/requests' })
  const replay = seen
    .getByRole('row', { name: /json_invalid/ })
    .first()
    .getByRole('button', { name: 'Replay' })
  expect(await replay.getAttribute('title')).toBe('Needs the role operator; yours is viewer')
})

test("answer times stand against Mambu's line, and the breaker tells when it would have opened", async () => {
  const { page } = await at.open('viewer', { path: '/requests' })
  await page.getByRole('img', { name: /Answer times of the last hour, Mambu's line at 500 ms/ }).waitFor()
  await told(page, /1 of the last 10 bad, opens at 5/)
  const drawn = await at.ask<{ processes: { hour: { count: number } }[] }>(
    '/answer-times?process=loan-approved',
  )
  await page.getByText('Requests', { exact: true }).last().waitFor()
  expect(drawn.processes[0]?.hour.count).toBe(4)
  for (let sent = 0; sent < 4; sent += 1) await at.stack.send('loan-approved', `{"cbs_account_id": ${sent}`)
  await page.goto(`${at.adminUrl}/console/processes/loan-approved`)
  await told(page, 'would have opened once')
})

test('users and sessions: an editor logs somebody out, a viewer sees the own sessions only', async () => {
  const other = await at.open('operator', { path: '/users' })
  await told(other.page, 'Needs the role editor; yours is operator')
  await told(other.page, 'this one')
  const { page } = await at.open('editor', { path: '/users' })
  const row = page.getByRole('row', { name: /^operator/ })
  await button(page, 'Log out operator').click()
  await told(page, 'operator is logged out everywhere')
  await row.getByText('not logged in').waitFor({ timeout: LONG })
  expect((await other.page.request.get(`${at.adminUrl}/admin/v1/session`)).status()).toBe(401)
  expect(await button(page, 'Log out editor').getAttribute('title')).toBe('This is you: see below')
  await told(page, 'startnode user hash')
  await button(page, 'Log out everywhere').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Log out everywhere' }).click()
  await button(page, 'Log in').waitFor()
  expect((await page.request.get(`${at.adminUrl}/admin/v1/session`)).status()).toBe(401)
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
      ['/requests?show=all', 'The body is not valid JSON'],
      ['/users', 'this one'],
    ] as const) {
      await walkTo(page, path)
      await told(page, sign)
      barriers.push(...(await findBarriers(page)).map((barrier) => `${path} at ${look.width}: ${barrier}`))
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(
        look.width,
      )
    }
  }
  expect(barriers).toEqual([])
})

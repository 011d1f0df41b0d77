/** Schedules in the console, over real Schedules of Temporal whose tasks a real worker runs. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createProcessSchedules, type ProcessSchedules } from '../../src/schedules/process-schedules.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'

interface Shown {
  readonly process: string
  readonly cron: string | null
  readonly everyMs: number | null
  readonly timezone: string
  readonly overlap: string
  readonly catchUpMs: number
  readonly paused: boolean
  readonly note: string
  readonly data: unknown
  readonly next: readonly string[]
  readonly results: readonly { readonly workflowId: string; readonly status: string | null }[]
  readonly problem: string | null
}

const RESEND = 'resend-failed-webhooks'
const TITLE = 'Resend failed webhooks'
const DATA = { days: 3 }
let at: OpenConsole
let schedules: ProcessSchedules

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-schedules', processes: [RESEND] })
  at.stack.mambu.addUser('operations')
  schedules = createProcessSchedules(at.stack.client, { taskQueue: at.stack.taskQueue })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const show = (process = RESEND) => at.ask<Shown>(`/schedules/${process}`)
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const row = (page: Page, title = TITLE) => page.getByRole('row', { name: new RegExp(title) })
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

test('where there is none the page says how to make one', async () => {
  const { page } = await at.open('viewer', { path: '/schedules' })
  await told(page, 'No process has a schedule yet')
  expect(await findBarriers(page)).toEqual([])
})

test('what fires when is listed with its next times, and what does not fit its process is said', async () => {
  await schedules.set({
    process: RESEND,
    title: TITLE,
    when: { cron: '0 6 * * 1-5' },
    timezone: 'Europe/Paris',
    catchUpMs: 7_200_000,
    data: DATA,
  })
  await schedules.set({
    process: 'currency-rates',
    title: 'x',
    when: { everyMs: 5_400_000 },
    paused: true,
    data: {},
  })
  await waitFor('both are listed', async () => {
    const { schedules: rows } = await at.ask<{ schedules: Shown[] }>('/schedules')
    return rows.length === 2 || null
  })
  const { page } = await at.open('viewer', { path: '/schedules' })
  await row(page).getByText('0 6 * * 1-5').waitFor()
  await row(page).getByText('Europe/Paris').waitFor()
  expect(await row(page).getByRole('list', { name: 'Next times' }).getByRole('listitem').count()).toBe(3)
  const [first] = (await show()).next
  expect(
    await row(page)
      .getByRole('list', { name: 'Next times' })
      .locator('time')
      .first()
      .getAttribute('datetime'),
  ).toBe(first)
  await row(page).getByText(/06:00/).first().waitFor()
  await row(page, 'Currency rates').getByText('every 90 min').waitFor()
  await row(page, 'Currency rates').getByText('paused').first().waitFor()
  await row(page, 'Currency rates')
    .getByText(/The data is nothing for currency-rates/)
    .waitFor()
  for (const name of ['Run now', 'Pause', 'Edit']) {
    expect(await row(page).getByRole('button', { name }).getAttribute('title')).toMatch(/^Needs the role/)
  }
})

test('an operator runs it, and its task stands under the last ones', async () => {
  const { page } = await at.open('operator', { path: '/schedules' })
  await row(page).getByRole('button', { name: 'Run now' }).click()
  await button(page, 'Run it').click()
  await page.waitForURL(/\/tasks\/one\?workflowId=resend-failed-webhooks/)
  await told(page, 'completed')
  const { results } = await show()
  expect(results.map(({ status }) => status)).toEqual(['COMPLETED'])
  await page.goto(`${at.adminUrl}/console/schedules`)
  const last = row(page).getByRole('list', { name: `Last tasks of ${RESEND}` })
  await last.getByText('completed').waitFor()
  await last.getByRole('link').click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(new URL(page.url()).searchParams.get('workflowId')).toBe(results[0]?.workflowId)
})

test('it is paused and resumed with a note that names who left it', async () => {
  const { page } = await at.open('operator', { path: '/schedules' })
  await row(page).getByRole('button', { name: 'Pause' }).click()
  await page.getByLabel('Note').fill('Mambu is upgraded tonight')
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  await told(page, 'Mambu is upgraded tonight (by api:operator)')
  expect(await show()).toMatchObject({ paused: true, note: 'Mambu is upgraded tonight (by api:operator)' })
  await row(page).getByText('not while it is paused').waitFor()
  await row(page).getByRole('button', { name: 'Resume' }).click()
  await page.getByLabel('Note').press('Enter')
  await waitFor('it fires again', async () => !(await show()).paused || null)
  expect((await show()).note).toBe('by api:operator')
})

test('an editor sets other times, sees the next three before, and the rest stays as it is', async () => {
  const { page } = await at.open('editor', { path: '/schedules' })
  await row(page).getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('form', { name: 'Times of a schedule' })
  const times = form.getByRole('list', { name: 'Next times' })
  await times.waitFor()
  expect(await form.getByLabel('Cron').inputValue()).toBe('0 6 * * 1-5')
  await form.getByLabel('Cron').fill('0 6 * *')
  await form
    .getByText(/five fields are needed/)
    .first()
    .waitFor()
  expect(await button(page, 'Save').isDisabled()).toBe(true)
  expect(await findBarriers(page)).toEqual([])
  await form.getByLabel('Cron').fill('30 7 1,15 * 5')
  await form.getByText(/Both days are named/).waitFor()
  await form.getByLabel('Cron').fill('30 7 * * *')
  await form.getByLabel('Time zone').fill('Mars/Base')
  await form.getByText('unknown time zone Mars/Base').first().waitFor()
  await form.getByLabel('Time zone').fill('America/New_York')
  await waitFor('three times of it', async () => (await times.getByText('07:30').count()) === 3 || null)
  const foreseen = await Promise.all(
    [0, 1, 2].map((index) => times.locator('time').nth(index).getAttribute('datetime')),
  )
  await form.getByLabel('While its last task is open').selectOption('buffer')
  await button(page, 'Save').click()
  await told(page, `${TITLE} has its new times`)
  expect(await show()).toMatchObject({
    cron: '30 7 * * *',
    timezone: 'America/New_York',
    overlap: 'buffer',
    catchUpMs: 7_200_000,
    data: DATA,
  })
  // What was shown is what Temporal does
  expect((await show()).next.slice(0, 3)).toEqual(foreseen)
  await row(page).getByRole('button', { name: 'Edit' }).click()
  await form.getByLabel('Fires').selectOption('every')
  await form.getByLabel('Every').fill('45')
  await form.getByLabel('Unit').selectOption('min')
  await waitFor('times of the interval', async () => (await times.count()) === 1 || null)
  await waitFor('it can be saved', async () => !(await button(page, 'Save').isDisabled()) || null)
  await button(page, 'Save').click()
  await waitFor('the interval is set', async () => (await show()).everyMs === 2_700_000 || null)
})

test('what can not be is refused with its place, and loses nothing', async () => {
  const before = await show()
  const ask = async (method: string, path: string, body: unknown) =>
    at.change(method, path, body).then(
      () => 'taken',
      (error: Error) => error.message,
    )
  expect(await ask('PATCH', `/schedules/${RESEND}`, { cron: '0 0 6 * * *' })).toMatch(/400 .*Without seconds/)
  expect(await ask('PATCH', `/schedules/${RESEND}`, { everyMs: 1_500 })).toMatch(/400 .*whole seconds/)
  expect(await ask('PATCH', `/schedules/${RESEND}`, {})).toMatch(/400 .*one of the two/)
  expect(await ask('PATCH', '/schedules/currency-rates', { everyMs: 60_000 })).toMatch(
    /400 .*The data is nothing/,
  )
  expect(await ask('PATCH', '/schedules/nothing', { everyMs: 60_000 })).toMatch(/404 .*schedule_unknown/)
  expect(await ask('POST', '/schedules/nothing/run', undefined)).toMatch(/404 .*schedule_unknown/)
  expect(await show()).toEqual({ ...before, next: expect.any(Array) })
})

test('the page fits every screen without a barrier, and says when Temporal is away', async () => {
  const { page: seen } = await at.open('editor', { path: '/schedules' })
  for (const look of [
    { width: 1280, dark: false },
    { width: 768, dark: true },
    { width: 390, dark: true },
  ]) {
    await showAs(seen, look)
    await row(seen).waitFor()
    expect(await findBarriers(seen)).toEqual([])
    expect(await seen.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
  }
  const { page } = await at.open('viewer', { path: '/processes' })
  await page.route('**/admin/v1/schedules', (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: 'temporal_unreachable', message: 'Temporal does not answer' } },
    }),
  )
  await page.getByRole('link', { name: 'Schedules' }).click()
  await page.getByRole('alert').getByText('Temporal or a worker is away').waitFor()
  await page.unroute('**/admin/v1/schedules')
  await button(page, 'Try again').click()
  await row(page).waitFor()
})

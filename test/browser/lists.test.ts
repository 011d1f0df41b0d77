/** What one does with a list of tasks in a real Chromium: change many, keep a view, take a file, follow an outcome. */
import { readFile } from 'node:fs/promises'
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

let at: OpenConsole
beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-lists' })
  for (const loan of ['LN-1', 'LN-2', 'LN-3', 'LN-4']) await startApproval(at.stack, loan)
  // Mambu does not know it: the process says no
  await at.stack.send('loan-approved', loanBody('LN-5'))
  await waitFor(
    'all are listed',
    async () => (await count('')) === 5 && (await count('&state=completed')) === 1,
  )
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const count = async (query: string) =>
  (await at.ask<{ tasks: number }>(`/tasks/count?process=loan-approved${query}`)).tasks
const shown = (page: Page) => page.getByRole('table', { name: 'Tasks' }).getByRole('row')
const untilShown = (page: Page, rows: number) =>
  waitFor(`${rows} tasks are shown`, async () => (await shown(page).count()) === rows + 1 || null)
const dialogOf = (page: Page) => page.getByRole('dialog')

test('a named filter is kept by the browser, and the built-in ones are steps one can go back from', async () => {
  const { page } = await at.open('viewer', { path: '/tasks?state=running&q=LN-' })
  await untilShown(page, 4)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByLabel('Save this filter as').fill('Open loans')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Completed in 24 hours' }).click()
  await untilShown(page, 1)
  await page.reload()
  await untilShown(page, 1)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Open loans', exact: true }).click()
  await untilShown(page, 4)
  await page.goBack()
  await untilShown(page, 1)
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'Forget Open loans' }).click()
  await waitFor(
    'it is gone',
    async () => (await page.getByRole('button', { name: 'Open loans', exact: true }).count()) === 0 || null,
  )
})

test('the file has the rows of the filter', async () => {
  const { page } = await at.open('viewer', { path: '/tasks?state=running' })
  await untilShown(page, 4)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV', exact: true }).click(),
  ])
  expect(file.suggestedFilename()).toBe('tasks.csv')
  const text = await readFile(await file.path(), 'utf8')
  expect(text.trim().split('\r\n')).toHaveLength(5)
  expect(text).toContain('LN-4')
})

test('an outcome on the page of the process leads to exactly these tasks, from the chip and from the day', async () => {
  const { page } = await at.open('viewer', { path: '/processes/loan-approved' })
  const card = page.getByRole('region', { name: 'How tasks ended' })
  const chip = card.getByRole('link', { name: /^1 / }).first()
  await chip.click()
  await untilShown(page, 1)
  await page.getByRole('link', { name: 'LN-5' }).waitFor()
  await page.goBack()
  await card
    .getByRole('list', { name: /by the day/ })
    .getByRole('link')
    .first()
    .click()
  await untilShown(page, 1)
  expect(page.url()).toMatch(/ended=\d{4}-\d\d-\d\d/)
  await page.goto(`${at.adminUrl}/console/processes`)
  await page.getByRole('table').getByRole('link', { name: /^1 / }).first().click()
  await untilShown(page, 1)
})

test('many are previewed, cancelled and reported; what came after the preview is left alone', async () => {
  const { page } = await at.open('operator', { path: '/processes/loan-approved/tasks?state=running' })
  await untilShown(page, 4)
  await page.getByRole('button', { name: 'Change all of them' }).click()
  await dialogOf(page).getByLabel('What to do').selectOption('Cancel')
  await dialogOf(page).getByRole('button', { name: 'Preview' }).click()
  await dialogOf(page).getByText('Cancel: 4 tasks?').waitFor()
  expect(await dialogOf(page).getByRole('listitem').count()).toBe(4)
  expect(await count('&state=running')).toBe(4)
  await startApproval(at.stack, 'LN-6')
  const early = await at.stack.taskOf('loan-approved', { ref: 'LN-1' })
  await early.terminate('by hand')
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
  await dialogOf(page).getByText('3 of 4 asked to end').waitFor()
  await dialogOf(page).getByText('It was running when it was listed and is terminated now').waitFor()
  expect(await findBarriers(page)).toEqual([])
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialogOf(page).getByRole('link', { name: 'As CSV' }).click(),
  ])
  expect(await readFile(await file.path(), 'utf8')).toContain('loan-approved/r/LN-1,task_refused')
  await dialogOf(page).getByRole('button', { name: 'Close' }).last().click()
  await untilShown(page, 1)
  await page.getByRole('link', { name: 'LN-6' }).waitFor()
})

test('who may not change tasks is told why, and only editors may terminate many', async () => {
  const { page } = await at.open('viewer', { path: '/tasks' })
  await waitFor('the list', async () => (await shown(page).count()) > 1 || null)
  expect(await page.getByRole('button', { name: 'Change all of them' }).getAttribute('aria-disabled')).toBe(
    'true',
  )
  const { page: operator } = await at.open('operator', { path: '/tasks' })
  await operator.getByRole('button', { name: 'Change all of them' }).click()
  expect(await dialogOf(operator).getByRole('option', { name: 'Terminate' }).isDisabled()).toBe(true)
  await dialogOf(operator).getByLabel('What to do').selectOption('Signal')
  await dialogOf(operator)
    .getByRole('textbox', { name: /^Signal/ })
    .fill('note')
  await dialogOf(operator).getByLabel('Payload (JSON)').fill('not json')
  await dialogOf(operator).getByRole('button', { name: 'Preview' }).click()
  await dialogOf(operator).getByText('The payload is no JSON').waitFor()
})

test('lists, outcomes and dialogs have no serious barrier and fit the screen', async () => {
  const barriers: string[] = []
  const { page } = await at.open('operator')
  for (const look of [
    { width: 1280, dark: true },
    { width: 390, dark: false },
  ]) {
    await showAs(page, look)
    for (const path of ['/tasks?outcome=x&ended=7d', '/processes/loan-approved', '/processes', '/tasks']) {
      await walkTo(page, path)
      if (process.env.SHOTS)
        await page.screenshot({
          path: `${process.env.SHOTS}/${look.width}${path.replace(/\W+/g, '-')}.png`,
          fullPage: true,
        })
      barriers.push(...(await findBarriers(page)).map((barrier) => `${path} at ${look.width}: ${barrier}`))
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(
        look.width,
      )
    }
    await page.getByRole('button', { name: 'Change all of them' }).click()
    await dialogOf(page).getByRole('button', { name: 'Preview' }).waitFor()
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${look.width}-dialog.png` })
    barriers.push(...(await findBarriers(page)).map((barrier) => `dialog at ${look.width}: ${barrier}`))
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })
  }
  expect(barriers).toEqual([])
})

/** Try it in the console: what is sent becomes a real task and is followed; what does not fit is told at its place. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { fillEditor } from './fill-editor.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'
import { walkTo } from './walk-to.ts'

const TRY = '/processes/loan-approved/try'
const LONG = 45_000
let at: OpenConsole

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-try' })
  await at.stack.send('loan-approved', loanBody('LN-6001'))
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: LONG })
const editor = (page: Page) => page.getByRole('textbox', { name: 'Body to send' })

test('a body is sent as a test, the answer shown with its curl, and its task followed to the end', async () => {
  const { page } = await at.open('operator', { path: TRY })
  await fillEditor(editor(page), loanBody('LN-6002'))
  await button(page, 'Send').click()
  await told(page, 'It was sent, as a test')
  const answer = page.getByRole('region', { name: 'Answer', exact: true }).last()
  await answer.getByText('"obj_id"').waitFor()
  const curl = await page.getByRole('region', { name: 'The same call with curl' }).textContent()
  expect(curl).toMatch(/^curl -X POST '?http.*\/loan-approved\//)
  expect(curl).toContain('startnode-test-')
  // Whole for editors only
  expect(curl).toMatch(/\*{8}/)
  await page
    .getByRole('status', { name: 'What became of it' })
    .getByText('completed')
    .waitFor({ timeout: LONG })
  const { workflowId } = await at.stack.taskOf('loan-approved', { ref: 'LN-6002' })
  await page.getByRole('link', { name: 'Go to the task' }).click()
  await page.waitForURL(new RegExp(encodeURIComponent(workflowId)))
  const { requests } = await at.ask<{ requests: { test: boolean }[] }>('/requests?test=true')
  expect(requests.length).toBe(1)
})

test('the editor offers the fields of the schema, tells where the JSON breaks, and shows what the receiver refused', async () => {
  const { page } = await at.open('editor', { path: TRY })
  await editor(page).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('{"currenc')
  const offer = page.getByRole('option', { name: /currency/ })
  await offer.waitFor()
  await waitFor('it is taken', async () => {
    // While the editor still looks what else to offer it takes no click
    if ((await offer.count()) > 0) await offer.click({ timeout: 1_000 })
    return (await editor(page).textContent())?.includes('"currency": ')
  })
  await page.keyboard.type('"EURO')
  expect(await editor(page).textContent()).toContain('{"currency": "EURO"}')
  await page.keyboard.press('Control+End')
  await page.keyboard.type(']')
  await told(page, 'Line 1, column 21: The end is expected, not ]')
  await page.keyboard.press('Backspace')
  await page.getByText('The end is expected').first().waitFor({ state: 'detached' })
  await page.keyboard.press('Control+Enter')
  await page.locator('.cm-problem').getByText('"EURO"').waitFor({ timeout: LONG })
  await page.locator('.cm-problem-message').getByText('cbs_account_id').waitFor()
  await told(page, 'none, it became no task')
  await page.getByRole('link', { name: 'Go to the entry' }).waitFor({ timeout: LONG })
  await page.getByLabel('Begin with').selectOption({ index: 2 })
  await page.locator('.cm-content').getByText('LN-600').first().waitFor()
})

test('without credentials it is refused, and with them accepted', async () => {
  await at.change('PUT', '/processes/loan-approved/auth', {
    type: 'basic',
    user: 'mambu',
    pass: 'canary-pass',
  })
  const { page } = await at.open('operator', { path: TRY })
  await page.getByLabel('With credentials').uncheck()
  await button(page, 'Send').click()
  await page
    .getByRole('region', { name: 'Answer', exact: true })
    .last()
    .getByText('credentials_')
    .waitFor({ timeout: LONG })
  await page.getByLabel('With credentials').check()
  await fillEditor(editor(page), loanBody('LN-6003'))
  await button(page, 'Send').click()
  await page.getByRole('status', { name: 'What became of it' }).waitFor({ timeout: LONG })
  expect(await page.locator('body').textContent()).not.toContain('canary-pass')
  await at.change('PUT', '/processes/loan-approved/auth', { type: 'none' })
})

test("Mambu's payload is filled as one types; what breaks it is marked at its placeholder; the body can be sent", async () => {
  const { page } = await at.open('operator', { path: `${TRY}?mode=payload` })
  const verdict = page.getByRole('region', { name: 'What Mambu would send' })
  await verdict.getByText('it fits').waitFor({ timeout: LONG })
  await page.getByLabel('ACCOUNT_CURRENCY_CODE').fill('EUR"')
  await verdict.getByText('it does not fit').waitFor({ timeout: LONG })
  await page.locator('.cm-problem').first().waitFor()
  await page.getByRole('button', { name: /\{ACCOUNT_CURRENCY_CODE\}/ }).waitFor()
  await page.getByLabel('ACCOUNT_CURRENCY_CODE').fill('CHF')
  await page.getByLabel('ACCOUNT_ID').fill('LN-6004')
  await verdict.getByText('it fits').waitFor({ timeout: LONG })
  await verdict.getByText('"LN-6004"').waitFor()
  await button(page, 'Use it as body').click()
  await page.waitForURL((url) => !url.search.includes('mode'))
  await button(page, 'Send').click()
  await page.getByRole('status', { name: 'What became of it' }).waitFor({ timeout: LONG })
  await at.stack.taskOf('loan-approved', { ref: 'LN-6004' })
})

test('a viewer may preview and not send; hostile values run nothing; no serious barrier at either width', async () => {
  const barriers: string[] = []
  const { page } = await at.open('viewer')
  for (const look of [
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ]) {
    await showAs(page, look)
    await walkTo(page, TRY)
    await editor(page).waitFor()
    expect(await button(page, 'Send').getAttribute('title')).toBe('Needs the role operator; yours is viewer')
    barriers.push(...(await findBarriers(page)).map((barrier) => `body at ${look.width}: ${barrier}`))
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    await page.getByText("Preview Mambu's payload").click()
    await page.getByLabel('ACCOUNT_ID').fill('<img src=x onerror="alert(1)">')
    await page
      .getByRole('region', { name: 'What Mambu would send' })
      .getByText('onerror')
      .first()
      .waitFor({ timeout: LONG })
    barriers.push(...(await findBarriers(page)).map((barrier) => `payload at ${look.width}: ${barrier}`))
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    expect(await page.locator('img[src=x]').count()).toBe(0)
  }
  expect(barriers).toEqual([])
})

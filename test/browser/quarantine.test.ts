/** The quarantine in the console: what is wrong is seen at its place, mended, and becomes the task it should have been. */
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

const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(2)</script>`
let at: OpenConsole

interface Listed {
  entries: { taskId: string; summary: { code: string } | null }[]
}

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-quarantine' })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
const open = () => at.ask<Listed>('/quarantine')

/** Sends a body that is kept. @returns its task id, once the list has it */
async function keep(body: string): Promise<string> {
  const known = new Set((await open()).entries.map(({ taskId }) => taskId))
  const sent = await at.stack.send('loan-approved', body)
  expect(sent.status).toBeGreaterThanOrEqual(400)
  return waitFor('it is listed', async () => {
    const found = (await open()).entries.find(({ taskId, summary }) => !known.has(taskId) && summary !== null)
    return found?.taskId ?? null
  })
}

test('the error is marked at its place; mended, checked and resubmitted it is a task, with a link to it', async () => {
  const taskId = await keep('{\n  "cbs_source": "mambu",\n  "cbs_account_id": LN-2044\n}')
  const { page } = await at.open('operator', { path: '/quarantine' })
  await page
    .getByRole('row', { name: new RegExp(taskId) })
    .getByRole('link')
    .click()
  await page.getByRole('heading', { name: 'Entry in quarantine' }).waitFor()
  await page.locator('.cm-problem').waitFor()
  expect(await page.locator('.cm-problem').textContent()).toBe('L')
  expect(await page.locator('.cm-problem-line').textContent()).toContain('"cbs_account_id": LN-2044')
  await page.locator('.cm-problem-message').getByText('found the word LN').waitFor()
  // The same for who can't see it, and a way there
  await page.getByRole('status', { name: 'Problems of Body' }).getByRole('button').click()
  const body = page.getByRole('textbox', { name: 'Body' })
  await waitFor(
    'the cursor is in the editor',
    async () => (await page.evaluate("document.activeElement?.getAttribute('aria-label')")) === 'Body',
  )
  await fillEditor(body, '{"cbs_account_id": "LN-2044"')
  await told(page, /or } is expected, not the end/)
  await fillEditor(body, '{"cbs_account_id": "LN-2044"}')
  await body.press('Control+Enter')
  await told(page, 'it does not fit')
  await page.locator('.cm-problem-message').getByText('currency').waitFor()
  await fillEditor(body, loanBody('LN-2044'))
  await button(page, 'Check').click()
  await told(page, 'it fits')
  await button(page, 'Save and resubmit').click()
  await told(page, 'It became the task it should have been')
  expect(await at.ask(`/quarantine/loan-approved/${taskId}`)).toMatchObject({
    edits: 1,
    ended: { ended: 'resubmitted', actor: 'api:operator' },
  })
  const { workflowId } = await at.stack.taskOf('loan-approved', { ref: 'LN-2044' })
  await page.getByRole('link', { name: 'Go to the task' }).click()
  await page.waitForURL(new RegExp(encodeURIComponent(workflowId)))
})

test('many are resubmitted at once with a report of what failed, and discarded with a reason; by keyboard', async () => {
  const mended = await keep('{"cbs_account_id": LN-3001}')
  const broken = await keep('{"cbs_account_id": LN-3002}')
  await at.change('PUT', `/quarantine/loan-approved/${mended}/body`, { body: loanBody('LN-3001') })
  const { page } = await at.open('operator', { path: '/quarantine?process=loan-approved' })
  for (const id of [mended, broken]) {
    const box = page.getByRole('checkbox', { name: `Choose loan-approved/${id}` })
    await box.waitFor()
    await box.focus()
    await page.keyboard.press('Space')
  }
  await told(page, '2 of 2 chosen')
  await button(page, 'Resubmit').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resubmit' }).click()
  await told(page, '1 of 2 resubmitted')
  await page.getByRole('list', { name: 'Not done' }).getByText(`loan-approved/${broken}`).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  await at.stack.taskOf('loan-approved', { ref: 'LN-3001' })
  await told(page, '1 of 1 chosen')
  await button(page, 'Discard').click()
  await page.getByLabel('Reason').fill('sent again by hand')
  await page.keyboard.press('Enter')
  await told(page, '1 of 1 discarded')
  expect(await at.ask(`/quarantine/loan-approved/${broken}`)).toMatchObject({
    ended: { ended: 'discarded', reason: 'sent again by hand', actor: 'api:operator' },
  })
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  await told(page, 'Nothing is in quarantine')
})

test('an entry is saved and discarded on its own page', async () => {
  const taskId = await keep('{"cbs_account_id": LN-4001}')
  const { page } = await at.open('editor', { path: `/quarantine/loan-approved/${taskId}` })
  const body = page.getByRole('textbox', { name: 'Body' })
  await fillEditor(body, '{"cbs_account_id": "LN-4001"}')
  await button(page, 'Save').click()
  await told(page, 'The body is saved')
  expect(await at.ask(`/quarantine/loan-approved/${taskId}`)).toMatchObject({
    body: '{"cbs_account_id": "LN-4001"}',
    edits: 1,
  })
  // Judged anew by itself: what was wrong with the first body says nothing of this one
  await told(page, 'it does not fit')
  await button(page, 'Resubmit').click()
  await told(page, 'Not done')
  await button(page, 'Discard').click()
  await page.getByLabel('Reason').fill('not ours')
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  await told(page, 'It was discarded')
  await told(page, /Reason: not ours/)
})

test('a viewer sees all and changes nothing; hostile bodies run nothing; no page has a serious barrier', async () => {
  const taskId = await keep(JSON.stringify({ [HOSTILE]: HOSTILE, cbs_account_id: HOSTILE }))
  const { page } = await at.open('viewer', { path: '/quarantine?process=card-authorisation' })
  await told(page, 'Nothing is in quarantine')
  await page.getByLabel('Process').selectOption('loan-approved')
  await page.waitForURL(/process=loan-approved/)
  await page.getByRole('checkbox', { name: /Choose all/ }).check()
  expect(await button(page, 'Resubmit').getAttribute('title')).toBe(
    'Needs the role operator; yours is viewer',
  )
  const barriers: string[] = []
  const { page: seen } = await at.open('viewer', { path: '/quarantine' })
  for (const look of [
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ]) {
    await showAs(seen, look)
    for (const path of ['/quarantine', `/quarantine/loan-approved/${taskId}`]) {
      await walkTo(seen, path)
      await seen.getByText(taskId).first().waitFor()
      if (path !== '/quarantine') await seen.locator('.cm-problem').first().waitFor()
      barriers.push(...(await findBarriers(seen)).map((barrier) => `${path} at ${look.width}: ${barrier}`))
      expect(await seen.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(
        look.width,
      )
    }
    expect(await seen.getByRole('textbox', { name: 'Body' }).getAttribute('contenteditable')).toBe('false')
    expect(await seen.locator('img[src=x], script:not([src])').count()).toBe(0)
    expect(await seen.locator('.cm-content').textContent()).toContain(HOSTILE.slice(0, 10))
  }
  expect(barriers).toEqual([])
  const { page: gone } = await at.open('viewer', { path: `/quarantine/loan-approved/${'0'.repeat(24)}` })
  await gone.getByRole('alert').getByText('There is no such thing').waitFor()
})

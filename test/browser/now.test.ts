/** The start page, in a real Chromium over the real stack: all is well, then one of every thing that needs somebody. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { NowView } from '../../src/now/need.ts'
import { type BankStandIn, startBankStandIn } from '../helpers/bank-stand-in.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { APPROVAL, startApproval } from './fill-tasks.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'

let at: OpenConsole
let bank: BankStandIn

beforeAll(async () => {
  bank = await startBankStandIn()
  at = await openConsole(temporalAddress(), {
    namespace: 'now',
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

const look = () => at.ask<NowView>('/now?fresh=true')
const needOf = (view: NowView, kind: string) => view.needs.find((need) => need.kind === kind)
const item = (page: Page, text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text })
const rows = (page: Page) => page.getByRole('table', { name: 'Tasks' }).getByRole('row')

test('without trouble the start page says that all is well, and since when', async () => {
  const { page } = await at.open('viewer', { path: '/' })
  await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor()
  await page.getByRole('heading', { name: 'All is well' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/console/now')
  const { state, since, lookedAt } = await look()
  expect(state).toBe('well')
  expect(Date.parse(since)).toBeLessThanOrEqual(Date.parse(lookedAt))
})

test('each thing that needs somebody is one line with its number, and leads to exactly those', async () => {
  const { mambu } = at.stack
  await startApproval(at.stack, 'LN-N1')
  await startApproval(at.stack, 'LN-N2')
  await at.stack.send('loan-approved', '{"cbs_account_id": broken')
  for (const transaction of ['T-N1', 'T-N2', 'T-N3'])
    await at.stack.send('loan-disbursement', {
      loan_id: 'LN-NONE',
      transaction_id: transaction,
      amount: '10.00',
      currency: 'EUR',
    })
  for (const transaction of ['T-N1', 'T-N2', 'T-N3'])
    await at.stack.resultOf('loan-disbursement', { ref: transaction })
  mambu.failNext(1, 403, {}, 'GET /loans/LN-N3')
  await at.stack.send('loan-approved', loanBody('LN-N3'))
  mambu.failNext(1_000, 503, {}, 'GET /loans/LN-N4')
  await at.stack.send('loan-approved', loanBody('LN-N4'))

  const view = await waitFor('all of it is seen', async () => {
    const seen = await look()
    const kinds = new Set(seen.needs.map(({ kind }) => kind))
    const all = ['failed', 'retrying', 'rejected', 'quarantine', 'waiting'].every((kind) =>
      kinds.has(kind as never),
    )
    return (
      (all && needOf(seen, 'waiting')?.count === 2 && needOf(seen, 'rejected')?.count === 3 && seen) || null
    )
  })
  expect(view.state).toBe('needs')
  expect(view.unknown).toEqual([])
  expect(needOf(view, 'retrying')).toMatchObject({
    process: 'loan-approved',
    count: 1,
    cause: expect.stringContaining('503'),
  })
  expect(needOf(view, 'waiting')).toMatchObject({ node: APPROVAL, cause: 'decision', count: 2 })
  expect(needOf(view, 'rejected')).toMatchObject({
    process: 'loan-disbursement',
    cause: 'rejected',
    count: 3,
  })
  expect(needOf(view, 'failed')).toMatchObject({ process: 'loan-approved', count: 1 })
  expect(needOf(view, 'quarantine')).toMatchObject({
    process: 'loan-approved',
    cause: 'json_invalid',
    count: 1,
  })

  const { page } = await at.open('operator', { path: '/now' })
  await page.getByRole('heading', { name: '5 things need somebody' }).waitFor()
  for (const [text, count] of [
    [/wait for a decision/, 2],
    [/ended as rejected/, 3],
    [/failed: /, 1],
    [/being tried again: /, 1],
  ] as const) {
    await page.goto(`${at.adminUrl}/console/now`)
    await item(page, text).getByRole('link').click()
    await waitFor(`exactly ${count} are listed`, async () => (await rows(page).count()) === count + 1 || null)
  }
  await page.goto(`${at.adminUrl}/console/now`)
  await item(page, /could not become a task/)
    .getByRole('link')
    .click()
  await page.getByRole('heading', { name: 'Quarantine', level: 1 }).waitFor()
})

test('an operator is done with failed tasks until another one fails', async () => {
  const { page } = await at.open('operator', { path: '/now' })
  const failed = item(page, /failed: /)
  await failed.getByRole('button', { name: 'Done with these' }).click()
  await failed.waitFor({ state: 'detached' })
  at.stack.mambu.failNext(1, 403, {}, 'GET /loans/LN-N5')
  await at.stack.send('loan-approved', loanBody('LN-N5'))
  const again = await waitFor('the next one is told', async () => needOf(await look(), 'failed') ?? null)
  expect(again.count).toBe(1)
  const { page: other } = await at.open('viewer', { path: '/now' })
  const button = item(other, /failed: /).getByRole('button', { name: 'Done with these' })
  expect(await button.getAttribute('aria-disabled')).toBe('true')
})

test.each([1280, 768, 390])('the page fits and has no barriers at %i px', async (width) => {
  const { page } = await at.open('operator', { path: '/now', width })
  for (const dark of [false, true]) {
    await showAs(page, { width, dark })
    await page.getByRole('heading', { name: /need somebody/ }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(overflow).toBeLessThanOrEqual(0)
  }
})

/** The console as people use it: a real Chromium over the real stack. A violation of the policy fails the test. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { fillConsole } from './fill-console.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole, passwordOf } from './open-console.ts'

interface Details {
  urlOn: boolean
  paused: boolean
  urls: { json: string } | null
  auth: Record<string, string>
  accepted: { note: string; until: string | null }[]
  intake: Record<string, unknown>
}

const PROCESS = '/processes/loan-approved'
let at: OpenConsole

beforeAll(async () => {
  at = await openConsole(temporalAddress())
  await fillConsole(at)
})

afterAll(() => at?.close())

afterEach(() => {
  expect(at.complaints).toEqual([])
})

const details = () => at.ask<Details>(PROCESS)
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
/** What a change tells goes by itself after 4 s, which is short on a busy machine: the look begins before the change. */
const tells = (page: Page, text: string | RegExp, change: () => Promise<void>) =>
  Promise.all([told(page, text), change()])

async function logIn(page: Page, user: string, password: string): Promise<void> {
  await page.locator('input[name=user]').fill(user)
  await page.locator('input[name=password]').fill(password)
  await button(page, 'Log in').click()
}

test('the console is served at /console under a strict policy; its files may be kept, its page not', async () => {
  const root = await fetch(at.adminUrl, { redirect: 'manual' })
  expect([root.status, root.headers.get('location')]).toEqual([302, '/console/'])
  const page = await fetch(`${at.adminUrl}/console/processes/anything`)
  const policy = page.headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] as string
  expect(policy.replace(nonce, 'N')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  )
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  const html = await page.text()
  expect(html).toContain(nonce)
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
  const again = await fetch(`${at.adminUrl}/console/`)
  expect(again.headers.get('content-security-policy')).not.toContain(nonce)
  const [, script = ''] = /src="(\/console\/assets\/[^"]+\.js)"/.exec(html) ?? []
  const asset = await fetch(at.adminUrl + script)
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([
    200,
    'public, max-age=31536000, immutable',
  ])
  const missing = await fetch(`${at.adminUrl}/console/assets/none.js`)
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, null])
})

test('one logs in, works by keyboard, and logs out', async () => {
  const { page } = await at.open(null)
  await logIn(page, 'viewer', 'wrong')
  await page.getByRole('alert').getByText('User or password is wrong.').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await logIn(page, 'viewer', passwordOf('viewer'))
  await heading(page, 'Now')
  await page.goto(`${at.adminUrl}/console/processes`)
  await heading(page, 'Processes')
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('Skip to the page')
  await page.getByRole('link', { name: 'Variables' }).press('Enter')
  await heading(page, 'Variables')
  expect(await page.evaluate('document.activeElement?.tagName')).toBe('H1')
  expect(await page.title()).toBe('Variables - Startnode')
  await button(page, 'User viewer').click()
  await page.getByRole('menuitem', { name: 'Log out', exact: true }).click()
  await button(page, 'Log in').waitFor()
  expect((await page.request.get(`${at.adminUrl}/admin/v1/session`)).status()).toBe(401)
})

test('who can not be logged out is told so, and not shown a log-in', async () => {
  const { page } = await at.open('viewer')
  await heading(page, 'Now')
  await page.route('**/admin/v1/session', (route) => route.abort())
  await button(page, 'User viewer').click()
  await page.getByRole('menuitem', { name: 'Log out', exact: true }).click()
  await told(page, 'Not logged out')
  await heading(page, 'Now')
  await page.unroute('**/admin/v1/session')
  await button(page, 'User viewer').click()
  await page.getByRole('menuitem', { name: 'Log out', exact: true }).click()
  await page.getByRole('form', { name: 'Log in' }).waitFor()
})

test('a session that ends elsewhere leaves the page as it is, and goes on after a log-in', async () => {
  const { page } = await at.open('operator', { path: '/aliases' })
  const other = await at.open('operator')
  await page.getByLabel('Search aliases').fill('loa')
  await button(other.page, 'User operator').click()
  await other.page.getByRole('menuitem', { name: 'Log out everywhere' }).click()
  await button(other.page, 'Log in').waitFor()
  // What is looked at is asked for again when the reader comes back to the window
  await waitFor('the session has ended here too', async () => {
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    return (await page.getByText('Your session has ended').isVisible()) || null
  })
  await page.locator('input[name=password]').fill(passwordOf('operator'))
  await button(page, 'Log in').click()
  await page.getByText('Your session has ended').waitFor({ state: 'hidden' })
  expect(await page.getByLabel('Search aliases').inputValue()).toBe('loa')
  await page.getByRole('link', { name: '@loans' }).waitFor()
})

test('the list shows what the API says, finds as one types and sorts', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  const row = page.getByRole('row', { name: /loan-approved · @loans/ })
  await row.getByText('on, Basic').waitFor()
  await row.getByText('active').waitFor()
  await row.getByText(/Last 24 hours: 3 accepted, 1 refused/).waitFor()
  await page.getByLabel('Search processes').fill('@loa')
  expect(await page.getByRole('row').count()).toBe(2)
  await page.getByLabel('Search processes').fill('no such thing')
  await told(page, /No process matches/)
  await page.getByLabel('Search processes').fill('')
  await button(page, 'Process').click()
  await button(page, 'Process').click()
  expect(await page.getByRole('columnheader', { name: 'Process' }).getAttribute('aria-sort')).toBe(
    'descending',
  )
  await button(page, 'Menu of Loan approved').click()
  await page.getByRole('menuitem', { name: 'View details' }).click()
  await heading(page, 'Loan approved')
})

test('a viewer sees no secret, and learns why a button does nothing', async () => {
  const { page } = await at.open('viewer', { path: PROCESS })
  await heading(page, 'Loan approved')
  for (const name of ['Edit mode', 'Rotate', 'Adopt old URL', 'Pause']) {
    expect(await button(page, name).getAttribute('aria-disabled')).toBe('true')
    expect(await button(page, name).getAttribute('title')).toMatch(
      /^Needs the role (editor|operator); yours is viewer/,
    )
  }
  await button(page, 'Edit mode').click({ force: true })
  expect(await page.getByRole('form', { name: 'Type auth' }).count()).toBe(0)
  await page.getByRole('tab', { name: 'Webhook' }).click()
  await page
    .getByRole('region', { name: 'URL', exact: true })
    .getByText(/\*{8}$/)
    .waitFor()
  const { urls } = await details()
  const text = await page.locator('body').textContent()
  expect(text).not.toContain(urls?.json.split('/').at(-1))
  expect(text).not.toContain('correct horse battery')
})

test('Edit mode shows the credentials in full, sets them by reference, and No Auth wipes them after a question', async () => {
  const { page } = await at.open('editor', { path: PROCESS })
  await button(page, 'Edit mode').click()
  const user = page.getByLabel('User', { exact: true }).or(page.getByRole('textbox', { name: 'User' }))
  expect(await user.first().inputValue()).toBe('{{env_var[@webhook-var].user}}')
  await user.first().fill('mambu-2')
  await button(page, 'Variable for Password').click()
  await page.getByRole('menuitem', { name: '{{env_var[@webhook-var].pass}}' }).click()
  await tells(page, 'loan-approved asks for user and password', () => button(page, 'Save').click())
  expect((await details()).auth).toEqual({
    type: 'basic',
    user: 'mambu-2',
    pass: '{{env_var[@webhook-var].pass}}',
  })
  await button(page, 'Edit mode').click()
  await page.getByRole('combobox', { name: 'Type auth' }).selectOption({ label: 'No Auth' })
  await button(page, 'Save').click()
  await button(page, 'Ask for nothing').click()
  await told(page, 'Whoever has the URL may send')
  expect((await details()).auth).toEqual({ type: 'none' })
})

test('the direct URL is rotated with an overlap, an old one adopted and removed, and all go off together', async () => {
  const { page } = await at.open('editor', { path: PROCESS })
  const before = (await details()).urls?.json
  await button(page, 'Rotate').click()
  await page.getByLabel('The old URL is accepted').selectOption({ label: 'for 1 hour' })
  await tells(page, 'loan-approved has a new direct URL', () => button(page, 'Draw a new URL').click())
  const rotated = await details()
  expect(rotated.urls?.json).not.toBe(before)
  expect(rotated.accepted.filter(({ until }) => until !== null).length).toBeGreaterThan(0)

  await button(page, 'Adopt old URL').click()
  await page.getByLabel('URL as it stands in Mambu').fill('https://example.com/nothing')
  await button(page, 'Adopt').click()
  await told(page, /This is no direct URL/)
  await page
    .getByLabel('URL as it stands in Mambu')
    .fill('https://mpo.example.com/api/1/json/public/777/00c3a5d1b6e0b1f3a9a87d4b2c11de0055aa77cc')
  await page.getByLabel('Note').fill('Second workspace')
  await button(page, 'Adopt').click()
  await page.getByRole('listitem').filter({ hasText: 'Second workspace' }).getByRole('button').click()
  await tells(page, 'The old URL is accepted no longer', () =>
    page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click(),
  )
  expect((await details()).accepted.map(({ note }) => note)).not.toContain('Second workspace')

  await page.getByRole('switch', { name: /Direct url for tasks upload/ }).click({ force: true })
  await page
    .getByRole('dialog')
    .getByText(/Old workspace/)
    .waitFor()
  await tells(page, 'The direct URL of loan-approved is off', () => button(page, 'Switch off').click())
  expect((await details()).urlOn).toBe(false)
  // A dialog that still goes, or a page that has not asked again yet, would take the click
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await tells(page, 'The direct URL of loan-approved is on', () =>
    page.getByRole('switch', { name: /Direct url for tasks upload/, checked: false }).click({ force: true }),
  )
  expect((await details()).urlOn).toBe(true)
})

test('an operator pauses and resumes; an editor sets the intake', async () => {
  const { page } = await at.open('operator', { path: PROCESS })
  await button(page, 'Pause').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  await button(page, 'Resume').waitFor()
  expect((await details()).paused).toBe(true)
  await button(page, 'Resume').click()
  await button(page, 'Pause').waitFor()
  expect((await details()).paused).toBe(false)

  const { page: editing } = await at.open('editor', { path: PROCESS })
  await editing.getByLabel('Deliveries per second').fill('25')
  await editing.getByLabel('Who may call').fill('127.0.0.1\n10.0.0.0/8')
  await tells(editing, 'The intake of loan-approved is set', () => button(editing, 'Save intake').click())
  expect((await details()).intake).toMatchObject({ perSecond: 25, sources: ['127.0.0.1', '10.0.0.0/8'] })
})

test('the Webhook tab gives what reaches the process: its URL starts a task', async () => {
  const { page } = await at.open('editor', { path: `${PROCESS}/webhook` })
  const url = (await page.getByRole('region', { name: 'URL', exact: true }).textContent()) ?? ''
  const { examples } = await at.ask<{ examples: { body: string }[] }>(`${PROCESS}/examples`)
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: examples[0]?.body ?? '',
  })
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"obj_id":"')])
  await page.getByText('XML', { exact: true }).click()
  await page
    .getByRole('region', { name: 'URL', exact: true })
    .getByText(/\/xml\//)
    .waitFor()
  await page.getByLabel('URL of').selectOption({ label: '@loans' })
  await page
    .getByRole('region', { name: 'URL', exact: true })
    .getByText(/\/public\/@loans\//)
    .waitFor()
})

test('tasks are found by ref and state', async () => {
  const { page } = await at.open('viewer', { path: `${PROCESS}/tasks` })
  await told(page, 'LN-2042')
  await page.getByRole('searchbox', { name: 'Find' }).fill('LN-2041')
  await page.getByText('LN-2042').waitFor({ state: 'detached' })
  await told(page, 'LN-2041')
  await page.getByLabel('State', { exact: true }).selectOption('terminated')
  await told(page, 'No task matches')
})

test('an alias is created, pointed elsewhere, renamed and deleted', async () => {
  const { page } = await at.open('editor', { path: '/aliases' })
  await button(page, 'New alias').click()
  await page.getByLabel('Name').fill('loans')
  await told(page, 'There is such an alias already')
  await page.getByLabel('Name').fill('cards-eu')
  await button(page, 'Create').click()
  await heading(page, '@cards-eu')
  await button(page, 'Point elsewhere').click()
  await page.getByLabel('Process').selectOption('card-authorisation')
  await tells(page, '@cards-eu points at card-authorisation', () => button(page, 'Point it there').click())
  expect(await at.ask('/aliases/cards-eu')).toMatchObject({ process: 'card-authorisation', urlOn: false })
  await tells(page, 'The direct URL of @cards-eu is on', () =>
    page.getByRole('switch', { name: /Direct url for tasks upload/ }).click({ force: true }),
  )
  await page.getByRole('tab', { name: 'Webhook' }).click()
  await page
    .getByRole('region', { name: 'URL', exact: true })
    .getByText(/\/public\/@cards-eu\//)
    .waitFor()
  await page.getByRole('tab', { name: 'History' }).click()
  await told(page, 'alias created')
  await page.getByRole('tab', { name: 'Info' }).click()
  await button(page, 'Rename').click()
  await page.getByLabel('New name').fill('cards-de')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await told(page, 'The direct URL of @cards-eu is refused from then on: paste the new one into Mambu')
  await button(page, 'Go to @cards-de').click()
  await heading(page, '@cards-de')
  await button(page, 'Delete').click()
  await page.getByLabel('Type @cards-de to go on').fill('@cards-de')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await heading(page, 'Aliases')
  const { aliases } = await at.ask<{ aliases: { alias: string }[] }>('/aliases')
  expect(aliases.map(({ alias }) => alias)).toEqual(['loans'])
})

test('a variable is created and replaced; a secret never comes back; a missing one is told', async () => {
  const { page } = await at.open('editor', { path: '/variables' })
  await button(page, 'New variable').click()
  await page.getByLabel('Name').fill('card-api')
  await page.getByLabel('Value').fill('{"key": ')
  await page.getByText(/JSON/).nth(1).waitFor()
  expect(await button(page, 'Save').isDisabled()).toBe(true)
  await page.getByLabel('Value').fill('{"key": "t0p s3cret"}')
  await tells(page, 'card-api is created', () => button(page, 'Save').click())
  expect(await at.ask('/variables/card-api')).toMatchObject({ secret: true, type: 'json', value: '********' })
  const row = page.getByRole('row', { name: /card-api/ })
  await row.getByRole('button', { name: 'Replace' }).click()
  expect(await page.getByLabel('Value').inputValue()).toBe('')
  await page.keyboard.press('Escape')
  await row.getByRole('button', { name: 'Delete' }).click()
  await page.getByLabel('Type card-api to go on').fill('card-api')
  await tells(page, 'card-api is deleted', () =>
    page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click(),
  )
  await at.change('PUT', `${PROCESS}/auth`, { type: 'basic', user: '{{env_var[@gone].user}}', pass: 'x' })
  await told(page, /gone: loan-approved refers to it/)
})

test('what changes elsewhere is shown by itself, over the stream', async () => {
  const { page } = await at.open('viewer', { path: '/aliases' })
  const streaming = page.waitForResponse('**/admin/v1/events')
  await page.reload()
  await streaming
  await page.getByRole('link', { name: '@loans' }).waitFor()
  await at.change('POST', '/aliases', { alias: 'made-elsewhere' })
  await page.getByRole('link', { name: '@made-elsewhere' }).waitFor()
  await at.change('DELETE', '/aliases/made-elsewhere')
  await page.getByRole('link', { name: '@made-elsewhere' }).waitFor({ state: 'detached' })
})

test('the doctor, the inbox and the audit say what the API says', async () => {
  const { page } = await at.open('viewer', { path: '/doctor' })
  await told(page, /(?:thing refuses|things refuse) webhooks/)
  // What refuses stands first.
  expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe('Refuses webhooks')
  await at.change('PUT', `${PROCESS}/auth`, { type: 'none' })
  await button(page, 'Look again').click()
  await told(page, 'nothing refuses a webhook')
  await page.getByRole('link', { name: 'Inbox' }).click()
  await heading(page, 'Inbox')
  await told(page, 'reachable')
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByLabel('Who').fill('test')
  await waitFor(
    'only those changes are left',
    async () => (await page.getByRole('row').count()) === 2 || null,
  )
  await told(page, 'direct URL on')
})

test('what others wrote is shown as text: titles, notes and refs run nothing', async () => {
  const hostile = `<img src=x onerror="alert(1)">"'><script>alert(2)</script>{{7*7}}`
  await at.change('POST', '/aliases', { alias: 'hostile', title: hostile, process: 'loan-approved' })
  await at.change('POST', `${PROCESS}/accepted`, {
    url: 'https://mpo.example.com/api/2/json/public/666/99c3a5d1b6e0b1f3a9a87d4b2c11de0055aa77cc',
    note: hostile,
  })
  const { page } = await at.open('editor', { path: '/aliases/hostile' })
  await told(page, hostile)
  await page.goto(`${at.adminUrl}/console${PROCESS}`)
  await told(page, hostile)
  await page.goto(`${at.adminUrl}/console/processes/${encodeURIComponent(hostile)}`)
  await page.getByRole('alert').first().waitFor()
  expect(await page.locator('img[src=x], script:not([src])').count()).toBe(0)
  await at.change('DELETE', '/aliases/hostile')
})

test('without the stream of news the pages ask by themselves', async () => {
  const { page } = await at.open('viewer', { path: '/aliases' })
  let refused = 0
  await page.route('**/admin/v1/events', (route) => {
    refused += 1
    return route.abort()
  })
  await page.reload()
  await heading(page, 'Aliases')
  await at.change('POST', '/aliases', { alias: 'polled', title: 'Found by asking', process: 'loan-approved' })
  await page.getByRole('link', { name: '@polled', exact: true }).waitFor()
  expect(refused).toBeGreaterThan(0)
  await at.change('DELETE', '/aliases/polled')
  await page.getByRole('link', { name: '@polled', exact: true }).waitFor({ state: 'detached' })
})

test('/ goes to the search, ? tells the keys, and both can be switched off', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  const search = page.getByLabel('Search processes')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await search.waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('loan/?')
  expect(await search.inputValue()).toBe('loan/?')
  await search.blur()
  await page.keyboard.press('?')
  await keys.getByText('Go to the search of a list').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await keys.getByLabel('Keys of one character').setChecked(false, { force: true })
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.keyboard.press('/')
  expect(await search.evaluate('document.activeElement?.tagName')).not.toBe('INPUT')
  expect(await keys.count()).toBe(0)
  await button(page, 'User viewer').click()
  await page.getByRole('menuitem', { name: 'Keys' }).click()
  await keys.getByLabel('Keys of one character').setChecked(true, { force: true })
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  await heading(page, 'Processes')
  await page.keyboard.press('?')
  await keys.waitFor()
})

test('a page that fails says so, and leaves the others as they are', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  await heading(page, 'Processes')
  await page.route('**/admin/v1/inbox', (route) => route.fulfill({ json: { mode: 'durable' } }))
  await page.getByRole('link', { name: 'Inbox' }).click()
  await page.getByRole('alert').getByText('This page has failed').waitFor()
  await page.getByRole('link', { name: 'Aliases' }).click()
  await heading(page, 'Aliases')
  await page.unroute('**/admin/v1/inbox')
  await page.getByRole('link', { name: 'Inbox' }).click()
  await button(page, 'Try again').click()
  await told(page, 'reachable')
  at.complaints.length = 0
})

test('ten thousand rows are as smooth as ten: only what is seen is in the page', async () => {
  const { page } = await at.open('viewer')
  // The audit keeps 1,100 changes at most, so its real rows are given again and again here
  await page.route('**/admin/v1/audit?*', async (route) => {
    const answer = (await (await route.fetch()).json()) as { entries: Record<string, unknown>[] }
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      ...answer.entries[index % answer.entries.length],
      revision: 10_000 - index,
    }))
    await route.fulfill({ json: { entries } })
  })
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('table').waitFor()
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001')
  expect(await page.getByRole('row').count()).toBeLessThan(100)
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
  await page.getByRole('cell', { name: '1', exact: true }).waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(100)
})

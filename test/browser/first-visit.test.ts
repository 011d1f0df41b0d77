/** The first visit, and what becomes of an open console when the receiver is upgraded under it. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { temporalAddress } from '../helpers/temporal.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'

let at: OpenConsole

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-visit' })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

test('the log of the browser stays empty, and the cursor waits in the field of the log-in', async () => {
  const { page } = await at.open(null)
  const logged: string[] = []
  const refused: number[] = []
  page.on('console', (message) => logged.push(message.text()))
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(response.status())
  })
  await page.reload()
  await page.getByRole('form', { name: 'Log in' }).waitFor()
  expect(await page.evaluate('document.activeElement?.getAttribute("name")')).toBe('user')
  await page.keyboard.type('viewer')
  expect(await page.locator('input[name=user]').inputValue()).toBe('viewer')
  expect([logged, refused]).toEqual([[], []])
  expect(await findBarriers(page)).toEqual([])
})

test('scripts come packed, and a page that was not opened does not come', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  const came: { name: string; encoding: string | undefined }[] = []
  page.on('response', (response) => {
    const [, name] = /\/console\/assets\/(.+\.js)$/.exec(response.url()) ?? []
    if (name !== undefined) came.push({ name, encoding: response.headers()['content-encoding'] })
  })
  await page.reload()
  await heading(page, 'Processes')
  expect(came.length).toBeGreaterThan(0)
  const before = came.length
  expect(came.some(({ name }) => /^(?:doctor-page|code-mirror|diagram-view)-/.test(name))).toBe(false)
  await page.getByRole('link', { name: 'Doctor' }).click()
  await heading(page, 'Doctor')
  expect(came.slice(before).some(({ name }) => name.startsWith('doctor-page-'))).toBe(true)
})

test('a page whose file is gone after an upgrade comes with a reload, by itself', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  await heading(page, 'Processes')
  let isOld = true
  // What the old build asks for is gone; the page names a script of another name
  await page.route('**/console/assets/doctor-page-*.js', (route) =>
    isOld ? route.fulfill({ status: 404, body: 'Not found' }) : route.continue(),
  )
  await page.route('**/console/', async (route) => {
    const answer = await route.fetch()
    isOld = false
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace(/assets\/index-[\w-]+\.js/, 'assets/index-another1.js'),
    })
  })
  await page.getByRole('link', { name: 'Doctor' }).click()
  await heading(page, 'Doctor')
  expect(isOld).toBe(false)
  expect(page.url()).toMatch(/\/console\/doctor$/)
})

test('a page that does not come says so, does not reload for ever, and leaves the others as they are', async () => {
  const { page } = await at.open('viewer', { path: '/processes' })
  await heading(page, 'Processes')
  await page.route('**/console/assets/doctor-page-*.js', (route) => route.abort())
  await page.getByRole('link', { name: 'Doctor' }).click()
  const alert = page.getByRole('alert')
  await alert.getByText('A part of the console did not come').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('link', { name: 'Aliases' }).click()
  await heading(page, 'Aliases')
  await page.getByRole('link', { name: 'Doctor' }).click()
  await alert.getByText('A part of the console did not come').waitFor()
  await page.unroute('**/console/assets/doctor-page-*.js')
  await alert.getByRole('button', { name: 'Try again' }).click()
  await heading(page, 'Doctor')
  expect(at.complaints.filter((text) => !text.startsWith('ChunkError'))).toEqual([])
  at.complaints.length = 0
})

/** The Start node as a Mambu administrator meets it: selected on its diagram, asked for credentials, and copied into Mambu. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { temporalAddress } from '../helpers/temporal.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'

const PROCESS = '/processes/loan-approved'
const LOOKS = [
  { width: 1280, dark: false },
  { width: 768, dark: true },
  { width: 390, dark: false },
  { width: 1280, dark: true },
]
let at: OpenConsole

beforeAll(async () => {
  at = await openConsole(temporalAddress(), { namespace: 'console-start' })
  await at.change('PUT', '/variables/Seen_var', { type: 'json', secret: false, value: '{"user":"mambu"}' })
  await at.change('PUT', '/variables/hidden-var', { type: 'json', secret: true, value: '{"pass":"b4ttery"}' })
})
afterAll(() => at?.close())
afterEach(() => {
  expect(at.complaints).toEqual([])
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const auth = async () => (await at.ask<{ auth: unknown }>(PROCESS)).auth

test('before the first task the Start node stands on the diagram, and selecting it opens its panel', async () => {
  const { page } = await at.open('editor', { path: `${PROCESS}/diagram` })
  for (const look of LOOKS) {
    await showAs(page, look)
    const start = page.getByRole('link', { name: /^Start .*opens the panel of the Start node$/ })
    await start.waitFor()
    await page.getByText(/send the first one/).waitFor()
    expect(await page.locator('.react-flow__edge').count()).toBe(0)
    await start.press('Enter')
    const panel = page.getByRole('complementary', { name: 'Panel of the Start node' })
    await panel.getByRole('switch', { name: /Direct url for tasks upload/ }).waitFor()
    expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe(
      'Panel of the Start node',
    )
    expect(await start.getAttribute('aria-current')).toBe('true')
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    await panel.getByRole('link', { name: 'Close the panel of the Start node' }).click()
    await panel.waitFor({ state: 'detached' })
  }
})

test('a reference to a missing variable is told before it is saved, and leads to where it is created', async () => {
  const { page } = await at.open('editor', { path: PROCESS })
  await button(page, 'Edit mode').click()
  const type = page.getByRole('combobox', { name: 'Type auth' })
  expect(await type.locator('option').allTextContents()).toEqual(['No Auth', 'Basic', 'Header'])
  await type.selectOption({ label: 'Basic' })
  const form = page.getByRole('form', { name: 'Type auth' })
  await form.getByRole('textbox', { name: 'User' }).fill('{{env_var[@Seen_var].user}}')
  await form.getByRole('textbox', { name: 'Password' }).fill('{{env_var[@made-later].pass}}')
  await form
    .getByRole('alert')
    .getByText('{{env_var[@made-later].pass}}: there is no such variable')
    .waitFor()
  expect(await findBarriers(page)).toEqual([])
  await button(page, 'Save').click()
  await page.getByRole('dialog').getByText('answers 401 to everybody').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Keep as it is' }).click()
  expect(await auth()).toEqual({ type: 'none' })
  await form.getByRole('link', { name: 'Create the variable made-later' }).click()
  const dialog = page.getByRole('dialog', { name: 'New variable' })
  expect(await dialog.getByLabel('Name').inputValue()).toBe('made-later')
  await dialog.getByLabel('Value').fill('{"pass":"f0und"}')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('made-later is created').first().waitFor()
  await page.goto(`${at.adminUrl}/console${PROCESS}`)
  await button(page, 'Edit mode').click()
  await type.selectOption({ label: 'Basic' })
  await form.getByRole('textbox', { name: 'User' }).fill('{{env_var[@Seen_var].user}}')
  await form.getByRole('textbox', { name: 'Password' }).fill('{{env_var[@made-later].pass}}')
  await button(page, 'Save').click()
  await page.getByText('loan-approved asks for user and password').first().waitFor()
  expect(await auth()).toMatchObject({ type: 'basic', pass: '{{env_var[@made-later].pass}}' })
})

test('a secret member that is not there is told too, and what is wrong can be saved on purpose', async () => {
  const { page } = await at.open('editor', { path: PROCESS })
  await button(page, 'Edit mode').click()
  const form = page.getByRole('form', { name: 'Type auth' })
  await page.getByRole('combobox', { name: 'Type auth' }).selectOption({ label: 'Basic' })
  await form.getByRole('textbox', { name: 'User' }).fill('mambu')
  await form.getByRole('textbox', { name: 'Password' }).fill('{{env_var[@hidden-var].pasword}}')
  await form
    .getByRole('alert')
    .getByText('{{env_var[@hidden-var].pasword}}: the variable has no such place')
    .waitFor()
  await button(page, 'Save').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save all the same' }).click()
  await page.getByText('It refuses every request (401)').waitFor()
  expect(await page.locator('body').textContent()).not.toContain('b4ttery')
})

test('who uses a variable is known however its name is written', async () => {
  await at.change('PUT', `${PROCESS}/auth`, {
    type: 'basic',
    user: '{{env_var[@Seen_var].user}}',
    pass: '{{env_var[@hidden-var].pass}}',
  })
  expect(await at.ask('/variables/Seen_var')).toMatchObject({ usedBy: ['loan-approved'] })
  await at.change('PUT', `${PROCESS}/auth`, {
    type: 'basic',
    user: '{{env_var[@Gone_var].user}}',
    pass: '{{env_var[@hidden-var].pass}}',
  })
  const { missing } = await at.ask<{ missing: unknown }>('/variables')
  expect(missing).toEqual([{ variable: 'Gone_var', usedBy: 'loan-approved' }])
})

test('View details > Webhook has every step in Mambu with what to copy at it', async () => {
  await at.change('PUT', `${PROCESS}/auth`, {
    type: 'basic',
    user: '{{env_var[@Seen_var].user}}',
    pass: '{{env_var[@hidden-var].pass}}',
  })
  await at.change('POST', `${PROCESS}/enable`)
  const { urls } = await at.ask<{ urls: { json: string } }>(PROCESS)
  const { page, context } = await at.open('editor', { path: '/processes' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await button(page, 'Menu of Loan approved').click()
  await page.getByRole('menuitem', { name: 'View details' }).click()
  await page.getByRole('tab', { name: 'Webhook' }).click()
  const steps = page.getByRole('region', { name: 'In Mambu' })
  await steps.waitFor()
  const texts = await steps.getByRole('listitem').allTextContents()
  const wanted = [
    'Webhook Communications',
    'Add Notification',
    'Opt-Out',
    'Conditions',
    'URL',
    'Request type',
    'Basic Authorization',
    'Content type',
    'Payload',
    'Preview',
    'Save',
  ]
  expect(texts.length).toBe(wanted.length)
  for (const [index, words] of wanted.entries()) expect(texts[index]).toContain(words)
  const copied = async (name: string) => {
    await steps.getByRole('button', { name: `Copy ${name} for Mambu` }).click()
    return page.evaluate('navigator.clipboard.readText()')
  }
  expect(await copied('URL')).toBe(urls.json)
  expect(await copied('User')).toBe('mambu')
  expect(await copied('Content type')).toBe('application/json')
  expect(await copied('Name')).toBe('Loan approved')
  expect(await copied('Payload')).toContain('{ACCOUNT_ID}')
  // A reference in Mambu would be sent as it stands
  expect(await steps.getByRole('button', { name: 'Copy Password for Mambu' }).count()).toBe(0)
  await steps.getByText('{{env_var[@hidden-var].pass}}').waitFor()
  expect(await page.locator('body').textContent()).not.toContain('b4ttery')
  expect(await findBarriers(page)).toEqual([])
  await at.change('PUT', `${PROCESS}/auth`, { type: 'none' })
  await page.reload()
  await steps.getByText('No Authorization', { exact: true }).waitFor()
})

test('who may only look copies nothing that is masked, and fits every screen', async () => {
  const { page } = await at.open('viewer', { path: `${PROCESS}/webhook` })
  for (const look of LOOKS) {
    await showAs(page, look)
    const steps = page.getByRole('region', { name: 'In Mambu' })
    await steps.waitFor()
    expect(await steps.getByRole('button', { name: 'Copy URL for Mambu' }).count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
  }
})

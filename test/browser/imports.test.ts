/** Exports of MPO dropped onto the console: checked, then imported, then given back. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadProcesses } from '../../src/project/load-start-nodes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, openConsole } from './open-console.ts'

const WAITS = 'test/fixtures/diagrams/bank/6004-waits.conv.json'
const shape = (name: string) => `test/fixtures/exports/shapes/${name}`
const problem = (name: string) => `test/fixtures/exports/problems/${name}.json`
const LIMIT = '7001-card-limit-raise-v2'
const ID = '7001-card-limit'

let workflows: string
let at: OpenConsole

beforeAll(async () => {
  workflows = mkdtempSync(join(tmpdir(), 'startnode-console-workflows-'))
  cpSync(WAITS, join(workflows, basename(WAITS)))
  const dir = pathToFileURL(`${workflows}/`)
  at = await openConsole(temporalAddress(), {
    namespace: 'console-imports',
    processes: ['6004-waits'],
    project: await loadProcesses(dir),
    workflowsDir: dir,
    env: { WORKFLOWS_WRITABLE: 'on' },
  })
})

afterAll(async () => {
  await at?.close()
  rmSync(workflows, { recursive: true, force: true })
})

beforeEach(() => {
  for (const name of readdirSync(workflows))
    if (name !== basename(WAITS)) rmSync(join(workflows, name), { recursive: true })
})

afterEach(() => {
  expect(at.complaints).toEqual([])
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })
const written = () =>
  readdirSync(workflows, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))

/** As from the file manager of the reader. */
async function drop(page: Page, ...files: string[]): Promise<void> {
  const given = files.map((file) => ({ name: basename(file), base64: readFileSync(file, 'base64') }))
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of ${JSON.stringify(given)})
      transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name))
    return transfer
  })()`)
  const zone = page.getByRole('region', { name: 'Import from MPO' })
  await zone.dispatchEvent('dragover', { dataTransfer })
  await zone.dispatchEvent('drop', { dataTransfer })
}

test('a dropped export is checked, imported when one says so, and comes back as it went in', async () => {
  const { page } = await at.open('editor', { path: '/processes' })
  await drop(page, shape('every-logic.conv.json'))
  const open = dialog(page, 'Check of every-logic.conv.json')
  await open.getByText('Nothing stands in its way').waitFor()
  await open.getByText('new here').waitFor()
  await open.getByText(/API Call 1/).waitFor()
  expect(written()).toEqual([basename(WAITS)])
  expect(await findBarriers(page)).toEqual([])
  await button(page, 'Import').click()
  const done = dialog(page, 'Imported from every-logic.conv.json')
  await done.getByText(/start worker and receiver again/).waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(written()).toContain(`${LIMIT}.conv.json`)
  await button(page, 'Close').last().click()
  await done.waitFor({ state: 'detached' })
  // The same once more changes nothing
  await drop(page, shape('every-logic.conv.json'))
  await dialog(page, /^Check of/)
    .getByText('the same as here')
    .waitFor()
})

test('errors stand apart with their nodes, and nothing is written unless one says so', async () => {
  const { page } = await at.open('editor', { path: '/processes' })
  await drop(page, problem('target_missing'))
  const errors = page.getByRole('region', { name: 'Errors' })
  await errors.getByText(/node “Start” 5a0000000000000000000001/).waitFor()
  await page.getByRole('region', { name: 'Warnings' }).getByText('orphaned').waitFor()
  expect(await button(page, 'Import').isDisabled()).toBe(true)
  expect(await findBarriers(page)).toEqual([])
  await page.getByLabel('Import in spite of the errors').check()
  await button(page, 'Import').click()
  await dialog(page, /^Imported from/).waitFor()
  expect(written()).toContain(`${ID}.conv.json`)
})

test('by keyboard: the button takes a file, and an export without an id is given one', async () => {
  const { page } = await at.open('editor', { path: '/processes' })
  // What is loaded meanwhile may take the focus away
  const chooser = await waitFor('the file chooser', async () => {
    await button(page, 'Choose a file').focus()
    const opens = page.waitForEvent('filechooser', { timeout: 5_000 })
    const [opened] = await Promise.all([opens, page.keyboard.press('Enter')])
    return opened
  })
  await chooser.setFiles(problem('process_id_missing'))
  await page.getByLabel('Process id to give').fill('card-limit')
  // Tab passes over a button that is not enabled yet
  await page.locator('button:enabled', { hasText: 'Check again' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('card-limit', { exact: true }).waitFor()
  await button(page, 'Import').focus()
  await page.keyboard.press('Enter')
  await dialog(page, /^Imported from/).waitFor()
  expect(written()).toContain('card-limit.conv.json')
})

test('credentials are named by the variables they go into, and are shown nowhere', async () => {
  const { page } = await at.open('editor', { path: '/processes' })
  await drop(page, problem('credential_in_header'))
  const open = dialog(page, /^Check of/)
  await open.getByText(`@${ID}-apikey`, { exact: false }).first().waitFor()
  await button(page, 'Import').click()
  await page.getByText(`Variable @${ID}-apikey is set`).waitFor()
  expect(await page.content()).not.toContain('made-up-')
})

test('what is no export says so; several files and other roles are told apart', async () => {
  const { page } = await at.open('editor', { path: '/processes' })
  await drop(page, problem('not_an_export'))
  await page
    .getByRole('alert')
    .getByText(/is no export of MPO/)
    .waitFor()
  await button(page, 'Close').click()
  await drop(page, problem('braces_open'), problem('orphaned'))
  await page.getByText(/One file at a time/).waitFor()
  const other = await at.open('operator', { path: '/processes' })
  await drop(other.page, problem('braces_open'))
  await other.page.getByRole('alert').getByText('Needs the role editor; yours is operator').waitFor()
  await button(other.page, 'Choose a file').focus()
  expect(await findBarriers(other.page)).toEqual([])
})

test('it is read on a telephone as well', async () => {
  const { page } = await at.open('editor', { path: '/processes', width: 390 })
  await drop(page, problem('target_missing'))
  await page.getByRole('region', { name: 'Errors' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
})

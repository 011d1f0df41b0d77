/**
 * Every page of the console in every state it has to stand: filled, loading, failed, for who may only look, and without
 * Temporal. The pages are held against src/console/shell/pages.tsx, so that a new one is not forgotten.
 */
import { readFile } from 'node:fs/promises'
import type { Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { NowView } from '../../src/now/need.ts'
import { createProcessSchedules } from '../../src/schedules/process-schedules.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type SlowProxy, startSlowProxy } from '../helpers/slow-proxy.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { fillConsole } from './fill-console.ts'
import { fillApprovals } from './fill-tasks.ts'
import { findBarriers } from './find-barriers.ts'
import { type OpenConsole, type OpenPage, openConsole } from './open-console.ts'
import { showAs } from './show-as.ts'
import { untilLoaded, walkTo } from './walk-to.ts'

const PROCESS = '/processes/loan-approved'
const RESEND = 'resend-failed-webhooks'
const WAITING_TASK = `/tasks/one?workflowId=${encodeURIComponent('loan-approved/r/LN-3001')}`
const FAILED_TASK = `/tasks/one?workflowId=${encodeURIComponent('loan-approved/r/LN-3005')}`
const RETRIED_TASK = `/tasks/one?workflowId=${encodeURIComponent('loan-approved/r/LN-3006')}`
/** Stands for the page of the entry that there is. */
const ENTRY = '/quarantine/entry'

/** Of each path of the console the pages that are looked at. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  '/': ['/'],
  '/now': ['/now'],
  '/processes': ['/processes'],
  '/processes/:process/:tab?': [
    PROCESS,
    ...['diagram', 'webhook', 'try?mode=payload', 'tasks', 'history'].map((tab) => `${PROCESS}/${tab}`),
  ],
  '/tasks': ['/tasks', '/tasks?outcome=refused&ended=7d', '/tasks?state=failed&q=no-such-task'],
  '/tasks/one': [WAITING_TASK, FAILED_TASK, RETRIED_TASK],
  '/requests': ['/requests?show=all', '/requests'],
  '/quarantine': ['/quarantine'],
  '/quarantine/:process/:taskId': [ENTRY],
  '/aliases': ['/aliases'],
  '/aliases/:alias/:tab?': ['/aliases/loans', '/aliases/loans/webhook', '/aliases/loans/history'],
  '/variables': ['/variables'],
  '/schedules': ['/schedules'],
  '/audit': ['/audit'],
  '/users': ['/users'],
  '/inbox': ['/inbox'],
  '/doctor': ['/doctor'],
  'any other': ['/nowhere'],
}
const PATHS = Object.values(PAGES).flat()
/** Colours do not hang on the width, nor what is laid out on the colours: each width and both schemes, not each with each. */
const LOOKS = [
  { width: 1280, dark: false, hasAxe: true },
  { width: 768, dark: false, hasAxe: false },
  { width: 390, dark: true, hasAxe: true },
] as const

/** Pages that ask Temporal and nothing else; each gives up after some seconds. */
const ASK_TEMPORAL = ['/tasks', '/quarantine', '/schedules'] as const
/** What Temporal does not answer is given up by page after page. */
const AWAY_MS = 300_000

let proxy: SlowProxy
let at: OpenConsole
let entry: string

beforeAll(async () => {
  proxy = await startSlowProxy(temporalAddress(), 0)
  at = await openConsole(`127.0.0.1:${proxy.port}`, {
    namespace: 'console-pages',
    processes: ['loan-approved', RESEND],
  })
  const { stack } = at
  // Before the process asks for credentials
  await fillApprovals(stack)
  stack.mambu.failNext(1, 403, {}, 'GET /loans/LN-3005')
  stack.mambu.failNext(10_000, 503, {}, 'GET /loans/LN-3006')
  for (const loan of ['LN-3005', 'LN-3006']) await stack.send('loan-approved', loanBody(loan))
  await fillConsole(at)
  await createProcessSchedules(stack.client, { taskQueue: stack.taskQueue }).set({
    process: RESEND,
    title: 'Resend failed webhooks',
    when: { cron: '0 6 * * 1-5' },
    timezone: 'Europe/Paris',
    catchUpMs: 7_200_000,
    data: { days: 3 },
  })
  await waitFor('what failed and what is tried again is told', async () => {
    const kinds = (await look()).needs.map(({ kind }) => kind)
    return ['failed', 'retrying', 'waiting', 'quarantine'].every((kind) => kinds.includes(kind as never))
  })
  const { entries } = await at.ask<{ entries: { taskId: string }[] }>('/quarantine')
  entry = `/quarantine/loan-approved/${entries[0]?.taskId}`
})

afterAll(async () => {
  await at?.close()
  await proxy?.stop()
})

afterEach(() => {
  expect(at.complaints).toEqual([])
})

const look = () => at.ask<NowView>('/now?fresh=true')
const go = (path: string) => (path === ENTRY ? entry : path)
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const told = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()
const loading = (page: Page) => page.getByRole('status').filter({ hasText: 'is loading' })
/** Whatever can be tried again now; a page also does by itself, and the button is gone then. */
const tryAgain = (page: Page) =>
  page.evaluate(
    "for (const one of document.querySelectorAll('main button')) if (one.textContent === 'Try again') one.click()",
  )
/** The name of what has the focus; of the whole page: none. */
const focused = (page: Page) =>
  page.evaluate<string>(
    "document.activeElement === document.body ? '' : (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')",
  )
const isInDialog = (page: Page) =>
  page.evaluate<boolean>("document.activeElement?.closest('[role=dialog]') != null")

/** By the keyboard alone, as far as one has to go; each stop on the way must be seen. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let stop = 0; stop < 120; stop++) {
    const at = await focused(page)
    if (typeof name === 'string' ? at === name : name.test(at)) {
      const outline = await page.evaluate(
        "(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none')(getComputedStyle(document.activeElement))",
      )
      expect(outline, `the focus on ${at} is seen`).toBe(true)
      return
    }
    await page.keyboard.press(key)
  }
  throw new Error(`The keyboard does not come to ${name}`)
}

/** What is wrong with what is shown now, in every width, dark and light. */
async function findFaults(page: Page, what: string): Promise<string[]> {
  const faults: string[] = []
  for (const look of LOOKS) {
    const { width, dark, hasAxe } = look
    await showAs(page, look)
    const where = `${what} at ${width}${dark ? ' dark' : ''}`
    if (hasAxe) for (const barrier of await findBarriers(page)) faults.push(`${where}: ${barrier}`)
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
    if (wide > width) faults.push(`${where}: ${wide} wide`)
    const { SHOTS } = process.env
    if (SHOTS && width !== 768 && !dark)
      await page.screenshot({ path: `${SHOTS}/${where.replace(/[^\w]+/g, '-')}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 860 })
  return faults
}

test('every path of the console is looked at here', async () => {
  const pages = await readFile(new URL('../../src/console/shell/pages.tsx', import.meta.url), 'utf8')
  const paths = [...pages.matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path)
  expect(paths.length).toBeGreaterThan(10)
  expect(Object.keys(PAGES).sort()).toEqual([...paths, 'any other'].sort())
  const process = await readFile(
    new URL('../../src/console/pages/process/process-page.tsx', import.meta.url),
    'utf8',
  )
  const tabs = [...process.matchAll(/\bpath: '(\w+)', title|\bpath: '(\w+)',$/gm)].map(
    ([, one, two]) => one ?? two,
  )
  // Versions stands where a process was imported: imported-process.test.ts
  const here = PATHS.flatMap((path) => new RegExp(`^${PROCESS}/(\\w+)`).exec(path)?.[1] ?? [])
  expect(tabs.filter((tab) => tab !== 'versions').sort()).toEqual(['overview', ...here].sort())
})

describe('filled', () => {
  let opened: OpenPage
  let page: Page

  beforeAll(async () => {
    opened = await at.open('editor', { path: '/nowhere' })
    page = opened.page
  })
  afterAll(() => opened?.close())

  test.each(PATHS)('%s has no barrier and fits every screen, dark and light', async (path) => {
    await walkTo(page, go(path))
    const faults = await findFaults(page, path)
    expect(faults, faults.join('\n')).toEqual([])
  })

  test.each([
    ['/tasks', /More filters/, null],
    ['/tasks', /^Views$/, null],
    ['/tasks', /^Change all of them$/, 'Preview'],
    [PROCESS, /^Edit mode$/, null],
    ['/schedules', /^Edit/, null],
    ['/schedules', /^Run now/, null],
    [WAITING_TASK, /^Terminate/, null],
    ['/aliases', /^New alias$/, null],
    ['/variables', /^New variable$/, null],
  ] as const)('on %s also with %s opened', async (path, name, next) => {
    await walkTo(page, path)
    await page.getByRole('button', { name }).first().click()
    const faults = await findFaults(page, `${path} ${name.source}`)
    if (next !== null) {
      await button(page, next).click()
      await page.getByRole('dialog').getByRole('listitem').first().waitFor()
      faults.push(...(await findFaults(page, `${path} ${name.source} ${next}`)))
    }
    expect(faults, faults.join('\n')).toEqual([])
  })
})

test('a task that is tried again stands on the diagram at the node that tries it', async () => {
  const standing = await waitFor('all open tasks stand somewhere', async () => {
    const { open, nodes } = await at.ask<{ open: number; nodes: Record<string, number> }>(
      `${PROCESS}/standing`,
    )
    const counts = Object.values(nodes).reduce((sum, count) => sum + count, 0)
    return (open === counts && nodes) || null
  })
  expect(Object.values(standing)).toContain(1)
  const { page, close } = await at.open('viewer', { path: `${PROCESS}/diagram` })
  await told(page, '1 here')
  expect(await page.getByText('stand at none of these nodes').count()).toBe(0)
  await close()
})

describe('not there', () => {
  /** One of each page: what it is filled with makes no difference to that. */
  const OF_ANSWERS = Object.values(PAGES).flatMap(([path = '']) =>
    ['/', '/nowhere'].includes(path) ? [] : [path],
  )
  let opened: OpenPage
  let page: Page

  beforeAll(async () => {
    opened = await at.open('editor', { path: '/nowhere' })
    page = opened.page
  })
  afterAll(() => opened?.close())

  test.each(OF_ANSWERS)('%s says that it is loading, then that it failed, then comes', async (path) => {
    // Anew, so that nothing is known from the path before
    await page.goto(`${at.adminUrl}/console/nowhere`)
    await told(page, 'There is no page here')
    const held: Route[] = []
    let mode: 'hold' | 'fail' | 'cut' = 'hold'
    await page.route('**/admin/v1/**', (route) => {
      if (mode === 'hold') held.push(route)
      else if (mode === 'cut') return route.abort()
      else
        return route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'It broke here' } } })
    })
    await page.evaluate(`history.pushState({}, '', '/console${go(path)}')`)
    await loading(page).first().waitFor({ state: 'attached' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    mode = 'fail'
    for (const route of held.splice(0))
      await route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'It broke here' } } })
    await page.getByRole('alert').getByText('It broke here').first().waitFor()
    await page.getByRole('heading', { level: 1 }).waitFor()
    mode = 'cut'
    await tryAgain(page)
    await page.getByRole('alert').getByText('The receiver is away').first().waitFor()
    await page.unroute('**/admin/v1/**')
    await waitFor('it is there', async () => {
      await tryAgain(page)
      return (await page.getByRole('alert').getByText('The receiver is away').count()) === 0
    })
    await untilLoaded(page)
  })
})

describe('for who may only look', () => {
  let opened: OpenPage
  let page: Page

  beforeAll(async () => {
    opened = await at.open('viewer', { path: '/nowhere' })
    page = opened.page
  })
  afterAll(() => opened?.close())

  test.each(PATHS)('%s opens, and what is not allowed says whom to ask', async (path) => {
    await walkTo(page, go(path))
    const lacking = page.locator('main button[aria-disabled=true]')
    for (const one of await lacking.all()) expect(await one.getAttribute('title')).toMatch(/\S/)
    // What a role may not ask for is not asked for
    expect(await page.getByText('You may not see this').count()).toBe(0)
  })
})

describe('by the keyboard', () => {
  test('Now: a thing is gone to, and done with; the focus stays on the page', async () => {
    const { page } = await at.open('operator', { path: '/now' })
    await page.getByRole('heading', { name: /need somebody/ }).waitFor()
    await tabTo(page, /wait for a decision/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
    expect(await focused(page)).toBe('Tasks')
    await page.goBack()
    await page.getByRole('heading', { name: /need somebody/ }).waitFor()
    await tabTo(page, /^Done with these.*loan-approved.*failed/)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Done with these.*failed/ }).waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement?.tagName')).not.toBe('BODY')
  })

  test('tasks: more filters, a view, and many at once', async () => {
    const { page } = await at.open('operator', { path: '/tasks' })
    await untilLoaded(page)
    await tabTo(page, 'More filters')
    await page.keyboard.press('Enter')
    await page.getByLabel('Outcome').waitFor()
    expect(await page.evaluate('document.activeElement?.labels?.[0]?.textContent')).toBe('Outcome')
    await tabTo(page, 'Views')
    await page.keyboard.press('Enter')
    await page.getByLabel('Save this filter as').waitFor()
    await waitFor('the focus is in the views', () => isInDialog(page))
    await page.keyboard.press('Escape')
    await page.getByLabel('Save this filter as').waitFor({ state: 'detached' })
    await waitFor('the focus is back', async () => (await focused(page)) === 'Views')
    await tabTo(page, 'Change all of them')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await waitFor('the focus is in the dialog', () => isInDialog(page))
    await tabTo(page, 'Preview')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('listitem').first().waitFor()
    expect(await isInDialog(page)).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await waitFor('the focus is back', async () => (await focused(page)) === 'Change all of them')
  })

  test('schedules: edited, and back where one was', async () => {
    const { page } = await at.open('editor', { path: '/schedules' })
    await untilLoaded(page)
    await tabTo(page, /^Edit/)
    const from = await focused(page)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await waitFor('the focus is in the dialog', () => isInDialog(page))
    await tabTo(page, 'Save')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await waitFor('the focus is back', async () => (await focused(page)) === from)
  })
})

describe('Temporal away', () => {
  test(
    'Now keeps what it told, and says what it does not know; each page says it or shows what it has',
    async () => {
      const before = (await look()).needs.map(({ id }) => id)
      const { page } = await at.open('viewer', { path: '/now' })
      await page.getByRole('heading', { name: /needs? somebody/ }).waitFor()
      const { port } = proxy
      await proxy.stop()
      try {
        const away = await waitFor('Now knows', async () => {
          const view = await look()
          return (view.unknown.length > 0 && view) || null
        })
        const kept = away.needs.map(({ id }) => id)
        for (const id of before) expect(kept).toContain(id)
        await page.getByText('Not known').first().waitFor()
        await told(page, /wait for a decision/)
        const faults = await findFaults(page, 'now without Temporal')
        for (const path of ASK_TEMPORAL) {
          const { page: other, close } = await at.open('viewer', { path: go(path) })
          await other.getByRole('heading', { level: 1 }).waitFor()
          await waitFor(`${path} has its answers`, async () => (await loading(other).count()) === 0, 60_000)
          if (process.env.SHOTS)
            await other.screenshot({
              path: `${process.env.SHOTS}/away-${path.replace(/[^\w]+/g, '-')}.png`,
              fullPage: true,
            })
          await close()
        }
        expect(faults, faults.join('\n')).toEqual([])
      } finally {
        proxy = await startSlowProxy(temporalAddress(), 0, port)
      }
      await waitFor('Now knows again', async () => (await look()).unknown.length === 0)
      await page.getByText('Not known').first().waitFor({ state: 'detached' })
    },
    AWAY_MS,
  )
})

/**
 * Writes docs/images/console-*.png: `npx tsx test/browser/take-screenshots.ts [folder]`. Not part of the tests, so that
 * pictures change only when somebody wants them to.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { NowView } from '../../src/now/need.ts'
import { createProcessSchedules } from '../../src/schedules/process-schedules.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { fillConsole } from './fill-console.ts'
import { fillApprovals } from './fill-tasks.ts'
import { openConsole } from './open-console.ts'

const RESEND = 'resend-failed-webhooks'
/** Stands for the page of the entry that there is. */
const ENTRY = '/quarantine/entry'
const PAGES: readonly (readonly [name: string, path: string])[] = [
  ['now', '/now'],
  ['processes', '/processes'],
  ['process', '/processes/loan-approved'],
  ['webhook', '/processes/loan-approved/webhook'],
  ['try', '/processes/loan-approved/try?mode=payload'],
  ['diagram', '/processes/loan-approved/diagram'],
  ['tasks', '/tasks'],
  ['task', `/tasks/one?workflowId=${encodeURIComponent('loan-approved/r/LN-3001')}`],
  ['history', '/processes/loan-approved/history'],
  ['requests', '/requests'],
  ['quarantine', '/quarantine'],
  ['entry', ENTRY],
  ['schedules', '/schedules'],
  ['aliases', '/aliases'],
  ['alias', '/aliases/loans'],
  ['variables', '/variables'],
  ['audit', '/audit'],
  ['users', '/users'],
  ['inbox', '/inbox'],
  ['doctor', '/doctor'],
]
/** Of which there is one in the dark as well. */
const DARK = new Set(['now', 'processes', 'process'])

const folder = process.argv[2] ?? 'docs/images'
mkdirSync(folder, { recursive: true })
const server = await startDevServer({
  stateDir: '.startnode',
  port: 0,
  uiPort: null,
  namespaces: ['console'],
  onProgress: (text) => process.stderr.write(`${text}\n`),
})
const console = await openConsole(server.address, { processes: ['loan-approved', RESEND] })
try {
  const { stack } = console
  // Before the process asks for credentials
  await fillApprovals(stack)
  stack.mambu.failNext(1, 403, {}, 'GET /loans/LN-3005')
  stack.mambu.failNext(10_000, 503, {}, 'GET /loans/LN-3006')
  for (const loan of ['LN-3005', 'LN-3006']) await stack.send('loan-approved', loanBody(loan))
  await fillConsole(console)
  await createProcessSchedules(stack.client, { taskQueue: stack.taskQueue }).set({
    process: RESEND,
    title: 'Resend failed webhooks',
    when: { cron: '0 6 * * 1-5' },
    timezone: 'Europe/Paris',
    catchUpMs: 7_200_000,
    data: { days: 3 },
  })
  await waitFor('what needs somebody is told', async () => {
    const { needs } = await console.ask<NowView>('/now?fresh=true')
    const kinds = new Set<string>(needs.map(({ kind }) => kind))
    return ['failed', 'retrying', 'waiting', 'quarantine'].every((kind) => kinds.has(kind))
  })
  await waitFor('the tasks are counted', async () => {
    const { tasks } = await console.ask<{ tasks: unknown[] }>('/tasks?process=loan-approved')
    return tasks.length >= 9 || null
  })
  const entry = await waitFor('the entry is listed', async () => {
    const { entries } = await console.ask<{ entries: { taskId: string; summary: object | null }[] }>(
      '/quarantine',
    )
    const [first] = entries
    return first?.summary ? `/quarantine/loan-approved/${first.taskId}` : null
  })
  for (const [width, dark] of [
    [1280, false],
    [390, false],
    [1280, true],
  ] as const) {
    const { page, context } = await console.open('editor', { width, dark, path: '/processes' })
    for (const [name, path] of PAGES) {
      if (dark && !DARK.has(name)) continue
      await page.goto(`${console.adminUrl}/console${path === ENTRY ? entry : path}`)
      await page.waitForLoadState('networkidle')
      await page.getByRole('status').filter({ hasText: 'is loading' }).first().waitFor({ state: 'detached' })
      // An editor measures its lines once they are seen
      await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      await page.evaluate('window.scrollTo(0, 0)')
      const file = `console-${name}-${width}${dark ? '-dark' : ''}.png`
      await page.screenshot({ path: join(folder, file), fullPage: true })
      process.stdout.write(`${file}\n`)
    }
    await context.close()
  }
} finally {
  await console.close()
  await server.stop()
}

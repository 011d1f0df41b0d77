/** The console in a real Chromium, over the real stack: receiver, worker and admin API in this process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { onTestFinished, TestRunner } from 'vitest'
import { findConsole } from '../../src/admin/serve/find-console.ts'
import { hashPassword } from '../../src/users/password-hash.ts'
import { ROLES, type Role } from '../../src/users/role.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { type ProcessStack, type ProcessStackOptions, startProcessStack } from '../helpers/process-stack.ts'
import { takeContext } from './shared-browser.ts'

/** Taken again by the next file of this process where it is free: the browser knows the console of that origin already. */
let lastPort = 0

export const passwordOf = (role: Role) => `the password of ${role}`

export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  /** At the end of the test at the latest, and where it was opened outside of one, with the console. */
  close(): Promise<void>
}

export interface OpenConsole {
  readonly stack: ProcessStack
  /** Base of the admin API. */
  readonly adminUrl: string
  /** What the browser complained of so far: violations of the policy, errors of scripts, dialogs. Must stay empty. */
  readonly complaints: string[]
  /** A page of a browser of its own; a role logs in, null stays outside. */
  open(role: Role | null, options?: { width?: number; path?: string; dark?: boolean }): Promise<OpenPage>
  /** What the admin API says, as an editor. */
  ask<Answer>(path: string): Promise<Answer>
  /** Changes something past the console, as an editor. */
  change(method: string, path: string, body?: unknown): Promise<void>
  close(): Promise<void>
}

/** @param temporal address of the server @param more of the stack: by default loan-approved in the namespace `console` */
export async function openConsole(
  temporal: string,
  more: Partial<Omit<ProcessStackOptions, 'temporal'>> = {},
): Promise<OpenConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'startnode-console-'))
  const users = join(folder, 'users')
  const lines = ROLES.map(async (role) => {
    const hash = await hashPassword(passwordOf(role), { logN: 14, r: 8, p: 1 })
    return `${role}:${role}:${hash}`
  })
  await writeFile(users, (await Promise.all(lines)).join('\n'))
  const adminPort = await findFreePort(lastPort)
  lastPort = adminPort
  const adminUrl = `http://127.0.0.1:${adminPort}`
  const stack = await startProcessStack({
    temporal,
    namespace: 'console',
    processes: ['loan-approved'],
    ...more,
    env: { ...more.env, ADMIN_PORT: String(adminPort), ADMIN_USERS_FILE: users },
  })
  // Built once for all: a page that waited for it would run into its own limit on a busy machine
  await findConsole()
  const closes = new Set<() => Promise<void>>()
  const complaints: string[] = []
  const authorization = `Basic ${Buffer.from(`editor:${passwordOf('editor')}`).toString('base64')}`

  async function call(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(`${adminUrl}/admin/v1${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  return {
    stack,
    adminUrl,
    complaints,
    async open(role, { width = 1280, path = '/', dark = false } = {}) {
      const { context, giveBack } = await takeContext(adminUrl)
      const close = async () => {
        closes.delete(close)
        await giveBack()
      }
      closes.add(close)
      // A page that stays open goes on asking, and drawing, for as long as there are tests
      if (TestRunner.getCurrentTest() !== undefined) onTestFinished(close)
      const page = await context.newPage()
      await page.setViewportSize({ width, height: width < 600 ? 844 : 860 })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
      page.on('console', (message) => {
        // A refused call is answered on the page, and Chromium notes it here as well
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
      if (role !== null) {
        const session = await fetch(`${adminUrl}/admin/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ user: role, password: passwordOf(role) }),
        })
        const [pair = ''] = (session.headers.get('set-cookie') ?? '').split(';')
        const [name = '', value = ''] = pair.split('=')
        await context.addCookies([{ name, value, url: adminUrl, httpOnly: true, sameSite: 'Strict' }])
      }
      await page.goto(`${adminUrl}/console${path}`)
      return { page, context, close }
    },
    ask: async <Answer>(path: string) => (await (await call('GET', path)).json()) as Answer,
    async change(method, path, body) {
      await call(method, path, body)
    },
    async close() {
      for (const close of closes) await close()
      await stack.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * One Chromium for all files of a test process, and in it browsers of their own for the tests: contexts, each as empty as a
 * new one when it is taken. They are used again, with the process that draws their pages: to start one, and to load and
 * compile the console in it, costs more than most tests do with it. Chromium ends with the process.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { bringChromium } from './bring-chromium.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  // The pages of a context share the process that has compiled the console
  '--process-per-site',
]

export interface TakenContext {
  readonly context: BrowserContext
  /** Closes its pages; who takes it next finds nothing of them. */
  giveBack(): Promise<void>
}

let browser: Promise<Browser> | null = null
const free: { readonly context: BrowserContext; readonly keeper: Page }[] = []

/** @param origin of the console, e.g. `http://127.0.0.1:8081` */
export async function takeContext(origin: string): Promise<TakenContext> {
  browser ??= launch()
  const { context, keeper } = free.pop() ?? (await createContext(await browser))
  // A page of the console's own origin, which is none: its process stays when the other pages are closed
  if (!keeper.url().startsWith(`${origin}/`)) await keeper.goto(`${origin}/console/assets/none`)
  await keeper.evaluate('localStorage.clear()')
  let isTaken = true
  return {
    context,
    async giveBack() {
      if (!isTaken) return
      isTaken = false
      const pages = context.pages().filter((page) => page !== keeper)
      await Promise.all(pages.map((page) => page.close()))
      await context.clearCookies()
      await context.clearPermissions()
      free.push({ context, keeper })
    },
  }
}

async function launch(): Promise<Browser> {
  // The set-up has brought it, but where this runs outside of the tests
  const executablePath = await bringChromium({ onProgress: (text) => process.stderr.write(`${text}\n`) })
  return chromium.launch({ executablePath, args: FLAGS })
}

async function createContext(browser: Browser): Promise<{ context: BrowserContext; keeper: Page }> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Zurich',
  })
  context.setDefaultTimeout(40_000)
  return { context, keeper: await context.newPage() }
}

import type { Page } from 'playwright-core'
import { waitFor } from '../helpers/wait-for.ts'

/** Until all of a page has come. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const loading = page.getByRole('status').filter({ hasText: 'is loading' })
  await waitFor('all of it has come', async () => (await loading.count()) === 0)
}

/**
 * As a click on a link goes there: the page is drawn anew, and not loaded anew, which costs most of a visit.
 *
 * @param path below /console
 * @example await walkTo(page, '/tasks?state=running')
 */
export async function walkTo(page: Page, path: string): Promise<void> {
  for (const to of ['/nowhere', path]) await page.evaluate(`history.pushState({}, '', '/console${to}')`)
  if (path !== '/nowhere') await page.getByText('There is no page here').waitFor({ state: 'detached' })
  await untilLoaded(page)
}

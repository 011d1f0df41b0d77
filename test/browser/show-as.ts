import type { Page } from 'playwright-core'

export interface Look {
  /** Of the window, in pixels. */
  readonly width: number
  readonly dark: boolean
}

/** The same page on another screen, wide or narrow, light or dark: drawn to the end when this resolves. */
export async function showAs(page: Page, { width, dark }: Look): Promise<void> {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 860 })
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
  await page.locator(`html[data-mantine-color-scheme=${dark ? 'dark' : 'light'}]`).waitFor()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  // Halfway between two schemes nothing can be read
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished))',
  )
}

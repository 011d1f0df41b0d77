import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

interface Axe {
  readonly _audit?: { readonly rules: readonly { readonly id: string; readonly impact?: string }[] }
  run(options: object): Promise<{ violations: readonly Violation[] }>
}

interface Violation {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What keeps people out of a page, by axe-core: serious and critical findings, one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Large, and there already where the same page is looked at again
  if (!(await page.evaluate<boolean>("typeof axe !== 'undefined'"))) await page.evaluate(source)
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: Axe }
    // What a rule finds is as grave as the rule says of itself: others would look at every element for nothing
    const light = (axe._audit?.rules ?? []).filter(
      ({ impact }) => impact === 'minor' || impact === 'moderate',
    )
    const rules = Object.fromEntries(light.map(({ id }) => [id, { enabled: false }]))
    return axe.run({ resultTypes: ['violations'], rules })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary}`),
    )
}

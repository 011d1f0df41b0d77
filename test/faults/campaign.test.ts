/**
 * Faults by seed, on real processes and the real server: what was acknowledged has its one outcome, money moves once, replies are
 * those of their body, what was revoked stays so. `npm run faults` runs more of them, and longer; a seed that failed once is
 * in kept-seeds.json and runs here from then on.
 */
import { expect, test } from 'vitest'
import kept from './campaign/kept-seeds.json' with { type: 'json' }
import { runCampaign } from './campaign/run-campaign.ts'

const AT_LEAST = 3
const SEEDS: readonly { readonly seed: number; readonly faults: number }[] = [
  ...[1, 2, 3].slice(0, Math.max(0, AT_LEAST - kept.length)).map((seed) => ({ seed, faults: 3 })),
  ...kept,
]

test.each(SEEDS)(
  'seed $seed with $faults faults: every body has its one outcome',
  {
    timeout: 900_000,
  },
  async ({ seed, faults }) => {
    const { violations, requests, outcomes } = await runCampaign({ seed, faults, eventsPerFault: 30 })
    expect(violations).toEqual([])
    expect(requests['200']).toBeGreaterThan(0)
    expect(outcomes.task).toBeGreaterThan(0)
  },
)

/**
 * Faults by seed, on real processes and the real server: what was acknowledged has its one outcome, money moves once, replies are
 * those of their body, what was revoked stays so. `npm run faults` runs more of them, and longer; a seed that failed once is
 * in kept-seeds.json and runs here from then on.
 */
import { expect, test } from 'vitest'
import kept from './campaign/kept-seeds.json' with { type: 'json' }
import { runCampaign } from './campaign/run-campaign.ts'

/** One that freezes, cuts off, kills, puts back and changes what the others do not; a start of all of it costs as much as its faults. */
const SEEDS: readonly { readonly seed: number; readonly faults: number }[] = [
  { seed: 53, faults: 5 },
  ...kept,
]

test.each(SEEDS)(
  'seed $seed with $faults faults: every body has its one outcome',
  {
    timeout: 900_000,
  },
  async ({ seed, faults }) => {
    const { violations, requests, outcomes } = await runCampaign({ seed, faults, eventsPerFault: 20 })
    expect(violations).toEqual([])
    expect(requests['200']).toBeGreaterThan(0)
    expect(outcomes.task).toBeGreaterThan(0)
  },
)

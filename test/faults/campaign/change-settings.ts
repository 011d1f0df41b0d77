/** Changes of the settings under load, as an operator makes them. */
import { waitFor } from '../../helpers/wait-for.ts'
import { type CampaignStack, livePathOf } from './campaign-stack.ts'
import { PROCESSES } from './events.ts'
import { type FaultNotes, type Inflicted, NOTHING, PATIENCE_MS } from './inflicted.ts'

const OVERLAP_MS = 3_600_000

export async function changeSettings(
  what: 'rotate' | 'revoke' | 'pause' | 'variable',
  on: CampaignStack,
  { revoked }: FaultNotes,
): Promise<Inflicted> {
  const { settings, change, paths, partner } = on
  const process = PROCESSES[revoked.length % PROCESSES.length] as string
  if (what === 'variable') {
    await settings.setVariable('partner', { type: 'raw', secret: true, value: partner.url }, change)
    return { forMs: 0, heal: NOTHING }
  }
  if (what === 'pause') {
    await settings.setIntake(process, { paused: true }, change)
    return {
      forMs: 1_000,
      heal: async () => {
        const resume = () => settings.setIntake(process, { paused: false }, change)
        await waitFor('the process goes on', resume, PATIENCE_MS)
      },
    }
  }
  const old = paths.get(process) as string
  const overlap = what === 'rotate' ? { overlapMs: OVERLAP_MS } : {}
  const snapshot = await settings.rotateUrl(process, { ...change, ...overlap })
  paths.set(process, livePathOf(process, snapshot, change.keys))
  if (what === 'revoke') revoked.push(old)
  return { forMs: 0, heal: NOTHING }
}

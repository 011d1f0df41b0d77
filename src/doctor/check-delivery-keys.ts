import { warnOfKeys } from '../processes/key-warning.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './doctor-report.ts'

/** Whether senders tell their deliveries apart, by what came to this receiver since it started. */
export function checkDeliveryKeys({ startNodes, keys }: DoctorParts): Finding[] {
  if (keys === null) return []
  return [...startNodes.keys()].flatMap((process): Finding[] => {
    const warning = warnOfKeys(keys.keysOf(process))
    return warning === null ? [] : [{ area: 'key', subject: process, state: 'warning', ...warning }]
  })
}

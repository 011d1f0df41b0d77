import { authorizeDirectUrl } from '../direct-url/authorize-direct-url.ts'
import { parseDirectUrl } from '../direct-url/direct-url.ts'
import { directUrlsOf } from '../processes/direct-urls-of.ts'
import { whyRefused } from '../processes/why-refused.ts'
import { type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './doctor-report.ts'

/** Every direct URL of a process or alias, taken through signature and credentials as the receiver does it. */
export function checkUrls(parts: DoctorParts, snapshot: SettingsSnapshot): Finding[] {
  const processes = new Set([...parts.startNodes.keys(), ...Object.keys(snapshot.startNodes)])
  return [
    ...[...processes].sort().flatMap((process) => checkOne(parts, snapshot, 'process', process, process)),
    ...Object.entries(snapshot.aliases).flatMap(([alias, { process }]) =>
      checkOne(parts, snapshot, 'alias', `@${alias}`, process),
    ),
  ]
}

function checkOne(
  parts: DoctorParts,
  snapshot: SettingsSnapshot,
  area: 'process' | 'alias',
  on: string,
  process: string | null,
): Finding[] {
  const urls = directUrlsOf(parts.publicUrl, parts.signingKeys, snapshot, on)
  const command = area === 'alias' ? 'alias enable' : 'enable'
  if (urls === null) {
    const advice = `\`startnode ${command} ${on.replace('@', '')}\` switches it on`
    return [{ area, subject: on, state: 'off', message: 'The direct URL is off', advice }]
  }
  const refuses = (message: string, advice: string): Finding[] => [
    { area, subject: on, state: 'refuses', message, advice },
  ]
  if (process === null) {
    return refuses('It is linked to no process (403)', `\`startnode alias link ${on.slice(1)} <process>\``)
  }
  if (!parts.startNodes.has(process)) {
    return refuses(
      `The code has no process '${process}' (403)`,
      `Deploy workflows/${process}.start.ts, or switch the URL off`,
    )
  }
  for (const url of Object.values(urls)) {
    const problem = authorize(parts, snapshot, url)
    if (problem !== null)
      return refuses(`${problem} (403)`, 'Do CLI and receiver have the same SIGNING_KEYS?')
  }
  const problem = whyRefused(snapshot, parts.encryptionKeys, process)
  if (problem !== null)
    return refuses(
      `Its credentials can't be given: ${problem} (401)`,
      `\`startnode auth ${process}\` or \`startnode variable set\``,
    )
  return [
    {
      area,
      subject: on,
      state: 'ok',
      message: area === 'alias' ? `Reaches ${process}` : 'Reached',
      advice: null,
    },
    ...checkIntake(snapshot, on, process, area),
  ]
}

function authorize(parts: DoctorParts, snapshot: SettingsSnapshot, url: string): string | null {
  const { pathname } = new URL(url)
  const parsed = parseDirectUrl(pathname)
  if (parsed === null) return 'Its direct URL has no shape the receiver knows'
  try {
    authorizeDirectUrl(snapshot, parts.signingKeys, parts.startNodes, parsed, pathname, new Date())
    return null
  } catch (error) {
    return `Its direct URL is refused: ${(error as Error).message}`
  }
}

function checkIntake(
  snapshot: SettingsSnapshot,
  on: string,
  process: string,
  area: 'process' | 'alias',
): Finding[] {
  const { paused } = startNodeState(snapshot, process).intake
  if (!paused || area === 'alias') return []
  const message = 'It is paused: deliveries wait in the inbox'
  return [{ area, subject: on, state: 'warning', message, advice: `\`startnode resume ${process}\`` }]
}

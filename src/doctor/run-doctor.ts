/**
 * Looks for everything that would refuse a webhook before Mambu finds it. Uses the very rules of the receiver on every
 * direct URL and its own credentials, so that it can't be of another opinion.
 */

import { writesLetters } from '../temporal/codec/writes-letters.ts'
import { checkDeliveryKeys } from './check-delivery-keys.ts'
import { checkStuck } from './check-stuck.ts'
import { checkTemporal } from './check-temporal.ts'
import { checkUrls } from './check-urls.ts'
import { checkVariables } from './check-variables.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { DoctorReport, Finding } from './doctor-report.ts'

/** Examines everything; never throws, since what can't be examined is a finding too. */
export async function runDoctor(parts: DoctorParts): Promise<DoctorReport> {
  // Beside each other: a Temporal that hangs costs the time of one
  const asked = await Promise.all([checkTemporal(parts), checkStuck(parts)])
  const findings = [
    ...asked.flat(),
    ...checkKeys(parts),
    checkSeals(parts),
    ...checkSettings(parts),
    ...(parts.snapshot === null
      ? []
      : [...checkUrls(parts, parts.snapshot), ...checkVariables(parts, parts.snapshot)]),
    ...checkInbox(parts),
    ...checkDeliveryKeys(parts),
  ]
  return { refuses: findings.filter(({ state }) => state === 'refuses').length, findings }
}

function checkKeys({ signingKeys, encryptionKeys }: DoctorParts): Finding[] {
  const some = (subject: string, keys: readonly Buffer[], without: 'refuses' | 'warning'): Finding =>
    keys.length > 0
      ? { area: 'keys', subject, state: 'ok', message: `${keys.length} known`, advice: null }
      : {
          area: 'keys',
          subject,
          state: without,
          message: 'There is none',
          advice: `Set ${subject} or ${subject}_FILE`,
        }
  return [some('SIGNING_KEYS', signingKeys, 'refuses'), some('ENCRYPTION_KEYS', encryptionKeys, 'warning')]
}

/** Drawn keys of development encrypt secrets of the settings only. */
function checkSeals({ client }: DoctorParts): Finding {
  const place = { area: 'keys', subject: 'Temporal' } as const
  if (writesLetters(client.options.dataConverter))
    return { ...place, state: 'ok', message: 'Payloads are sealed to their place', advice: null }
  return {
    ...place,
    state: 'warning',
    message: 'Payloads are in clear: whoever reaches the namespace can run activities and forge results',
    advice: 'Set ENCRYPTION_KEYS; see docs/security.md, Seals and letters',
  }
}

function checkSettings({ snapshot, alarm, namespace }: DoctorParts): Finding[] {
  const subject = `namespace ${namespace}`
  if (snapshot === null) {
    const advice = 'Run `startnode setup`; if they were lost, `startnode setup --restore`'
    const message = alarm?.message ?? 'There are no settings'
    return [{ area: 'settings', subject, state: 'refuses', message, advice }]
  }
  const message = `${snapshot.settingsId}, revision ${snapshot.revision}`
  const fine: Finding = { area: 'settings', subject, state: 'ok', message, advice: null }
  if (alarm === null) return [fine]
  const advice =
    'Decide which settings are right: `startnode setup --restore` (those known here) or `--accept-settings`; docs/operations.md, Lost settings'
  return [fine, { area: 'settings', subject, state: 'warning', message: alarm.message, advice }]
}

function checkInbox({ inbox, forwarder }: DoctorParts): Finding[] {
  if (inbox === null) return []
  const { records, stuck } = inbox.counts()
  const findings: Finding[] = [
    inbox.isWritable()
      ? { area: 'inbox', subject: 'inbox', state: 'ok', message: `${records} deliveries wait`, advice: null }
      : {
          area: 'inbox',
          subject: 'inbox',
          state: 'refuses',
          message: 'It takes no more deliveries: full, or the disk fails',
          advice: 'See docs/operations.md, Inbox full and Inbox unwritable',
        },
  ]
  if (stuck > 0) {
    const message = `Temporal refused ${stuck} deliveries for good`
    findings.push({
      area: 'inbox',
      subject: 'stuck',
      state: 'warning',
      message,
      advice: 'See docs/operations.md, Stuck',
    })
  }
  const status = forwarder?.status()
  if (status && status.state !== 'forwarding') {
    const message = `Deliveries stay in the inbox: Temporal is ${status.state} (${status.reason ?? 'no reason given'})`
    findings.push({
      area: 'inbox',
      subject: 'forwarder',
      state: 'warning',
      message,
      advice: 'Bring Temporal back',
    })
  }
  return findings
}

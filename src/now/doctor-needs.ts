/** What the doctor found, as needs: the same words on both pages. Pure. */
import type { Finding } from '../doctor/doctor-report.ts'
import { makeNeed, type Need } from './need.ts'

/** Told by other needs, with more than the doctor knows of them; or by choice. */
const ELSEWHERE: readonly Finding['area'][] = ['inbox', 'keys', 'receiver', 'task']

/** @param forwards false: that Temporal is away is told already */
export function doctorNeeds(findings: readonly Finding[], forwards: boolean): Need[] {
  return findings.flatMap((finding): Need[] => {
    const { area, subject, state, message, advice } = finding
    const isOfOthers = ELSEWHERE.includes(area) && state !== 'refuses'
    if (state === 'ok' || state === 'off' || isOfOthers) return []
    const process = area === 'process' || area === 'key' ? subject : null
    const cause = process === null ? `${area} ${subject}` : area
    const given = { process, cause, text: `${subject}: ${message}`, advice, link: linkOf(finding) }
    if (state === 'refuses') return [makeNeed('refuses_all', given)]
    if (area === 'settings') return [makeNeed('settings', given)]
    if (area === 'key') return [makeNeed('keyless', given)]
    if (area !== 'temporal') return [makeNeed('doctor', given)]
    if (subject.startsWith('task queue') && message.startsWith('No worker'))
      return [makeNeed('workers', { ...given, text: message })]
    return forwards ? [makeNeed('doctor', given)] : []
  })
}

function linkOf({ area, subject }: Finding): string {
  if (area === 'process' || area === 'key') return `/processes/${subject}`
  if (area === 'alias') return `/aliases/${subject.replace(/^@/, '')}`
  return area === 'variable' ? '/variables' : '/doctor'
}

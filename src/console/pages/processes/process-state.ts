import type { ProcessRow } from '../../api/views.ts'
import type { Tone } from '../../parts/state-badge.tsx'

/** What a webhook to this process meets now. */
export function stateOf({
  inCode,
  refuses,
  paused,
  urlOn,
  aliases,
}: Pick<ProcessRow, 'inCode' | 'refuses' | 'paused' | 'urlOn' | 'aliases'>): { tone: Tone; text: string } {
  if (!inCode) return { tone: 'bad', text: 'not in the code' }
  if (refuses !== null && (urlOn || aliases.length > 0)) return { tone: 'bad', text: 'refuses' }
  if (paused) return { tone: 'warning', text: 'paused' }
  return urlOn || aliases.length > 0 ? { tone: 'good', text: 'active' } : { tone: 'off', text: 'no URL' }
}

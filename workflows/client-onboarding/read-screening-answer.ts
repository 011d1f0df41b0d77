import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'

/** What the screening found out about its own potential match. */
export interface ScreeningAnswer {
  readonly match: boolean
}

/**
 * Judges the later call of the screening system about a search.
 *
 * @param searchId of the newest search of the client: an answer about an older name decides nothing
 */
export function readScreeningAnswer(payload: unknown, searchId: string): SignalVerdict<ScreeningAnswer> {
  if (typeof payload !== 'object' || payload === null) return { refused: 'it is not an object' }
  const { search_id: about, outcome } = payload as Readonly<Record<string, unknown>>
  if (about !== searchId) return { refused: 'it is about another search' }
  if (outcome !== 'false_positive' && outcome !== 'true_positive')
    return { refused: "'outcome' is neither 'false_positive' nor 'true_positive'" }
  return { accepted: { match: outcome === 'true_positive' } }
}

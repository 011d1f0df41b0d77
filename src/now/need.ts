/** What needs somebody: its shape for all doors, and how urgent each kind is. */
import { z } from 'zod'

/** Each kind with how long it must last before it is told, and be gone before it is not: what comes and goes within seconds needs nobody. */
export const KINDS = {
  /** Every webhook, or every one of a process, is answered with an error. */
  refuses_all: { urgency: 'now', raiseMs: 0, clearMs: 10_000 },
  temporal: { urgency: 'now', raiseMs: 5_000, clearMs: 20_000 },
  workers: { urgency: 'now', raiseMs: 10_000, clearMs: 20_000 },
  settings: { urgency: 'now', raiseMs: 0, clearMs: 10_000 },
  inbox_full: { urgency: 'now', raiseMs: 0, clearMs: 20_000 },
  held: { urgency: 'now', raiseMs: 15_000, clearMs: 30_000 },
  stuck: { urgency: 'now', raiseMs: 0, clearMs: 0 },
  failed: { urgency: 'now', raiseMs: 0, clearMs: 0 },
  retrying: { urgency: 'now', raiseMs: 0, clearMs: 10_000 },
  answer_times: { urgency: 'soon', raiseMs: 30_000, clearMs: 120_000 },
  rejected: { urgency: 'soon', raiseMs: 0, clearMs: 0 },
  quarantine: { urgency: 'soon', raiseMs: 0, clearMs: 0 },
  waiting: { urgency: 'soon', raiseMs: 0, clearMs: 0 },
  /** A wait for another system that lasts. */
  unanswered: { urgency: 'look', raiseMs: 0, clearMs: 0 },
  doctor: { urgency: 'look', raiseMs: 10_000, clearMs: 20_000 },
  paused: { urgency: 'look', raiseMs: 0, clearMs: 0 },
  keyless: { urgency: 'look', raiseMs: 0, clearMs: 60_000 },
  repeats: { urgency: 'look', raiseMs: 0, clearMs: 60_000 },
} as const satisfies Readonly<Record<string, KindRule>>

interface KindRule {
  /** `now`: something stands still or gets lost to its sender; `soon`: somebody has to decide; `look`: worth a look. */
  readonly urgency: 'now' | 'soon' | 'look'
  readonly raiseMs: number
  readonly clearMs: number
}

export type NeedKind = keyof typeof KINDS

export const needView = z.object({
  id: z.string().describe('The same as long as it is the same thing'),
  kind: z.enum(Object.keys(KINDS) as [NeedKind, ...NeedKind[]]),
  urgency: z.enum(['now', 'soon', 'look']),
  text: z.string().describe('In plain words, without its count'),
  process: z.string().nullable(),
  node: z.string().nullable(),
  cause: z.string().nullable(),
  count: z.number().nullable().describe('How many; null: it has no number'),
  since: z.string().nullable().describe('Of the oldest; null: not known'),
  until: z
    .string()
    .nullable()
    .describe('Of the newest that has ended: with it, `POST /now/seen` hides nothing that came later'),
  advice: z.string().nullable().describe('What to do'),
  link: z.string().nullable().describe('Page of the console with exactly these'),
  seenable: z.boolean().describe('True: somebody can say that these are done with'),
})

export const nowView = z.object({
  state: z.enum(['well', 'needs']).describe('`needs`: something has urgency `now` or `soon`'),
  since: z.string().describe('When that became so; not before this receiver started'),
  needs: z.array(needView).describe('The most urgent first'),
  unknown: z.array(z.string()).describe('What could not be looked at, and why'),
  lookedAt: z.string(),
})

export type Need = z.output<typeof needView>
export type NowView = z.output<typeof nowView>

const ORDER = Object.keys(KINDS)

/**
 * A need of a kind; what is not given is not there.
 *
 * @example makeNeed('workers', { text: 'No worker takes workflows' })
 */
export function makeNeed(
  kind: NeedKind,
  given: Pick<Need, 'text'> & Partial<Omit<Need, 'kind' | 'urgency' | 'id'>>,
): Need {
  const { process = null, node = null, cause = null } = given
  return {
    id: JSON.stringify([kind, process, node, cause]),
    kind,
    urgency: KINDS[kind].urgency,
    count: null,
    since: null,
    until: null,
    advice: null,
    link: null,
    seenable: false,
    ...given,
    process,
    node,
    cause,
  }
}

/** The most urgent first: by kind, then the largest, then the oldest. */
export function sortNeeds(needs: readonly Need[]): Need[] {
  return [...needs].sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      (b.count ?? 0) - (a.count ?? 0) ||
      (a.since ?? '~').localeCompare(b.since ?? '~') ||
      a.id.localeCompare(b.id),
  )
}

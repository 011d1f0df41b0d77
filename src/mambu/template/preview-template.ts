/** What becomes of a payload: filled as Mambu fills it, judged as the receiver judges it, traced back to the template. */
import type { Problem } from '../../errors/startnode-error.ts'
import { type PlacesIn, placesIn } from '../../formats/places-in.ts'
import { type Rendering, renderTemplate, type TemplateValues } from './render-template.ts'

/** What a judge says of a body; `foreseeAnswer` of the receiver is one. */
export interface Judgement {
  readonly answer: { readonly status: number; readonly body: string }
  readonly accepted: boolean
  readonly keeps: 'all' | 'trace' | 'nothing'
  readonly problems: readonly Problem[]
  readonly refusal: { readonly code: string; readonly message: string } | null
}

/** A problem of the body, and where in the template it comes from. */
export interface PreviewProblem extends Problem {
  /** The placeholder whose value stands at that place, and its own place in the template. */
  readonly from?: { readonly placeholder: string; readonly line: number; readonly column: number }
}

export interface TemplatePreview {
  /** The body that Mambu would send. */
  readonly text: string
  /** Names of placeholders that have no value. */
  readonly missing: readonly string[]
  /** What of the text may be otherwise in Mambu, in whole sentences. */
  readonly notes: readonly string[]
  /** Names of values that no placeholder uses. */
  readonly unused: readonly string[]
  readonly status: number
  /** Body of the answer. */
  readonly answer: string
  /** True: it becomes a task. */
  readonly accepted: boolean
  readonly refusal: Judgement['refusal']
  /** What quarantine would keep of a webhook with this body. */
  readonly keeps: Judgement['keeps']
  readonly problems: readonly PreviewProblem[]
}

/** More than any body that is taken. */
const MAX_TEXT = 2_000_000

/**
 * @param judge the receiver's own judgement of a body
 * @throws StartnodeError `body_too_large` when the values make the payload larger than any body that is taken
 * @example previewTemplate(template, { LOAN_AMOUNT: '1.234,56' }, (body) => foreseeAnswer(startNode, 'json', body))
 */
export function previewTemplate(
  template: string,
  values: TemplateValues,
  judge: (body: Buffer) => Judgement,
): TemplatePreview {
  const rendering = renderTemplate(template, values, MAX_TEXT)
  const { answer, accepted, refusal, keeps, problems } = judge(Buffer.from(rendering.text))
  const places = { text: placesIn(rendering.text), template: placesIn(template) }
  const used = new Set(rendering.names)
  return {
    text: rendering.text,
    missing: rendering.missing,
    notes: rendering.unknown.map(noteUnknown),
    unused: Object.keys(values).filter((name) => !used.has(name)),
    status: answer.status,
    answer: answer.body,
    accepted,
    refusal,
    keeps,
    problems: problems.map((problem) => ({ ...problem, ...findOrigin(problem, rendering, places) })),
  }
}

function noteUnknown({ placeholder, letters }: Rendering['unknown'][number]): string {
  const named = letters.map((run) => `'${run}'`).join(', ')
  const hint = letters.some((run) => run.startsWith('Y')) ? '; the year is yyyy' : ''
  return `${placeholder}: ${named} of the date is not known here, and stands as it is: see what Mambu makes of it${hint}`
}

function findOrigin(
  { line, column }: Problem,
  { pieces }: Rendering,
  places: { readonly text: PlacesIn; readonly template: PlacesIn },
): Pick<PreviewProblem, 'from'> {
  const at = line === undefined ? null : places.text.offsetOf(line, column ?? 1)
  if (at === null) return {}
  // The place may be the quote before the value, or the character after an empty one.
  const piece =
    pieces.find(({ start, end }) => start <= at && at < end) ??
    pieces.find(({ start, end }) => start - 1 <= at && at <= end)
  return piece === undefined
    ? {}
    : { from: { placeholder: piece.placeholder, ...places.template.locate(piece.from) } }
}

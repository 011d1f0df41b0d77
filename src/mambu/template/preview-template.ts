/** What becomes of a payload: filled as Mambu fills it, judged as the receiver judges it, traced back to the template. */
import type { Problem } from '../../errors/startnode-error.ts'
import { locate } from '../../formats/locate.ts'
import { type Rendering, renderTemplate, type TemplateValues } from './render-template.ts'

/** What a judge says of a body; `foreseeAnswer` of the receiver is one. */
export interface Judgement {
  readonly answer: { readonly status: number; readonly body: string }
  readonly accepted: boolean
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
  /** Names of values that no placeholder uses. */
  readonly unused: readonly string[]
  readonly status: number
  /** Body of the answer. */
  readonly answer: string
  /** True: it becomes a task. */
  readonly accepted: boolean
  readonly refusal: Judgement['refusal']
  readonly problems: readonly PreviewProblem[]
}

/**
 * @param judge the receiver's own judgement of a body
 * @example previewTemplate(template, { LOAN_AMOUNT: '1.234,56' }, (body) => foreseeAnswer(startNode, 'json', body))
 */
export function previewTemplate(
  template: string,
  values: TemplateValues,
  judge: (body: Buffer) => Judgement,
): TemplatePreview {
  const rendering = renderTemplate(template, values)
  const { answer, accepted, refusal, problems } = judge(Buffer.from(rendering.text))
  const used = new Set(rendering.names)
  return {
    text: rendering.text,
    missing: rendering.missing,
    unused: Object.keys(values).filter((name) => !used.has(name)),
    status: answer.status,
    answer: answer.body,
    accepted,
    refusal,
    problems: problems.map((problem) => ({ ...problem, ...findOrigin(problem, rendering, template) })),
  }
}

function findOrigin(
  { line, column }: Problem,
  { text, pieces }: Rendering,
  template: string,
): Pick<PreviewProblem, 'from'> {
  if (line === undefined || column === undefined) return {}
  const at = indexOf(text, line, column)
  // The place may be the quote before the value, or the character after an empty one.
  const piece =
    pieces.find(({ start, end }) => start <= at && at < end) ??
    pieces.find(({ start, end }) => start - 1 <= at && at <= end)
  return piece === undefined
    ? {}
    : { from: { placeholder: piece.placeholder, ...locate(template, piece.from) } }
}

/** The index of a place, the other way round than `locate`. */
function indexOf(text: string, line: number, column: number): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/)
  const before = lines.slice(0, line - 1).join('').length
  return before + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length
}

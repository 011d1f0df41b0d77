import type { TextProblem } from '../../../editor/problem.ts'

/** The problems that an answer of the receiver names; none where it names none. @param answer its body */
export function readProblems(answer: string): readonly TextProblem[] {
  try {
    const { ops } = JSON.parse(answer) as { ops?: { problems?: unknown } }
    const problems = ops?.problems
    return Array.isArray(problems) ? problems.filter(isProblem) : []
  } catch {
    return []
  }
}

function isProblem(value: unknown): value is TextProblem {
  return typeof value === 'object' && value !== null && typeof (value as TextProblem).message === 'string'
}

/** An entry in quarantine judged again: what is wrong, and where in the text of its body. */

import { type Problem, StartnodeError } from '../errors/startnode-error.ts'
import { placesIn } from '../formats/places-in.ts'
import { asRecord, identityHeaders } from '../processes/direct-call.ts'
import type { QuarantineEntry } from '../quarantine/quarantine-client.ts'
import type { foreseeAnswer } from '../receiver/foresee-answer.ts'
import type { StartNode } from '../start-node/start-node.ts'

/** A problem with the index of its place in the body, where that is text. */
export type PlacedProblem = Problem & { readonly offset?: number }

/**
 * What the receiver would answer to a body in the place of that of an entry; key and ref of a header are as they came.
 *
 * @param given null: the body that is kept
 * @throws StartnodeError `request_invalid` when only the beginning of that one was kept
 */
export function checkEntry(
  foresee: typeof foreseeAnswer,
  startNode: StartNode,
  entry: QuarantineEntry,
  given: string | null,
) {
  const { body, bodyEncoding, bodyCut, ref, taskId, format } = entry
  if (given === null && bodyCut)
    throw new StartnodeError('request_invalid', 'Only the beginning of the body was kept: give it a new one')
  const bytes =
    given === null && bodyEncoding === 'base64' ? Buffer.from(body, 'base64') : Buffer.from(given ?? body)
  const headers = asRecord(identityHeaders(startNode, taskId, ref))
  const { accepted, refusal, answer, problems } = foresee(startNode, format, bytes, headers)
  const text = given ?? (bodyEncoding === 'text' ? body : null)
  return {
    ...{ accepted, refusal, status: answer.status, answer: answer.body },
    problems: placeIn(text, problems),
  }
}

/** The entry with places in its body. They are of the body as it came: after an edit they may be others. */
export function withOffsets(entry: QuarantineEntry) {
  const { body, bodyEncoding, edits, problem } = entry
  const text = bodyEncoding === 'text' && edits === 0 ? body : null
  return { ...entry, problem: { ...problem, problems: placeIn(text, problem.problems) } }
}

function placeIn(text: string | null, problems: readonly Problem[]): PlacedProblem[] {
  const places = text === null ? null : placesIn(text)
  return problems.map((problem) => {
    const { line, column } = problem
    const offset = line === undefined ? null : (places?.offsetOf(line, column ?? 1) ?? null)
    return offset === null ? problem : { ...problem, offset }
  })
}

/** What single nodes do: what is not supported, what lacks its way for errors, what MPO reads in two ways. */
import type { DiagramNode, Logic } from '../diagram.ts'
import { patternProblem } from '../language/index.ts'
import { type Judging, note } from './judging.ts'

/** These fail now and then, so MPO's editor draws a way for it. */
const FALLIBLE: readonly Logic['kind'][] = ['set', 'code', 'api', 'call', 'copy', 'take', 'unsupported']
/** Their failure is certain here, so there must be a way for it. */
const GIT = /^(?:git_call|api_git)$/

export function checkLogics(judging: Judging): void {
  for (const node of judging.diagram.nodes) {
    for (const [at, logic] of node.logics.entries())
      checkLogic(judging, node, logic, `/condition/logics/${at}`)
    const actions = node.logics.filter(({ kind }) => kind !== 'go' && kind !== 'if')
    if (actions.length > 1)
      note(judging, 'two_actions', { node }, 'It has several actions, as old processes do: they run in turn')
    if (actions.length === 0) checkDelay(judging, node)
  }
  for (const [at, { name, regex }] of judging.diagram.params.entries()) {
    const problem = regex === '' ? null : patternProblem(regex)
    if (problem === null) continue
    note(judging, 'regex_unsupported', null, `Parameter '${name.slice(0, 60)}': ${explain(regex, problem)}`)
    // Not in a node.
    const last = judging.problems.pop()
    if (last !== undefined) judging.problems.push({ ...last, path: `/params/${at}/regex` })
  }
}

function checkLogic(judging: Judging, node: DiagramNode, logic: Logic, below: string): void {
  if (logic.kind === 'go') return
  if (logic.kind === 'if') {
    for (const [at, { operator, value }] of logic.conditions.entries()) {
      if (operator !== 'regexp' || value.includes('{{')) continue
      const problem = patternProblem(value)
      if (problem !== null)
        note(
          judging,
          'regex_unsupported',
          { node, below: `${below}/conditions/${at}` },
          explain(value, problem),
        )
    }
    return
  }
  const isErlang = logic.kind === 'code' && logic.language === 'erl'
  const isGit = logic.kind === 'unsupported' && GIT.test(logic.type)
  if (isErlang) note(judging, 'language_unsupported', { node, below }, `Erlang is not run here: ${GOES}`)
  if (logic.kind === 'unsupported')
    note(
      judging,
      'node_unsupported',
      { node, below },
      `'${logic.type.slice(0, 60)}' is not supported: ${GOES}`,
    )
  if (logic.onError !== null || !FALLIBLE.includes(logic.kind)) return
  if (isErlang || isGit)
    note(
      judging,
      'error_way_needed',
      { node, below },
      'It always fails here and has no err_node_id: draw a way for it',
    )
  else
    note(
      judging,
      'error_way_missing',
      { node, below },
      'It has no err_node_id: where it fails, the task ends as failed',
    )
}

const GOES = 'a task that comes to it goes on by its err_node_id'

function explain(pattern: string, problem: string): string {
  return `The regular expression '${pattern.slice(0, 80)}' can't be taken: ${problem}`
}

/** A node that only waits and also goes on at once: MPO's own processes have both to one target. */
function checkDelay(judging: Judging, node: DiagramNode): void {
  const goes = node.logics.flatMap((logic) => (logic.kind === 'go' ? [logic.to] : []))
  const timers = node.semaphors.flatMap(({ kind, to }) => (kind === 'time' ? [to] : []))
  if (goes.length > 0 && timers.some((to) => !goes.includes(to)))
    note(
      judging,
      'go_and_timer',
      { node },
      'It has a go and a time guard to different nodes: the task goes on at once, the guard never runs out',
    )
}

/** Start, ids and ways: what makes a diagram of nodes. */
import type { DiagramNode } from '../diagram.ts'
import { findReached } from './find-reached.ts'
import { type Judging, note } from './judging.ts'
import { listWays } from './list-ways.ts'

/** MPO's ids of nodes. */
const NODE_ID = /^[0-9a-f]{24}$/i

export function checkStructure(judging: Judging): void {
  checkStarts(judging)
  checkIds(judging)
  checkTargets(judging)
  checkWays(judging)
}

function checkStarts(judging: Judging): void {
  const [first, ...more] = judging.diagram.nodes.filter(({ kind }) => kind === 'start')
  if (first === undefined)
    note(judging, 'start_missing', null, 'No node is the Start (obj_type 1): a task has nowhere to begin')
  for (const node of more)
    note(
      judging,
      'start_doubled',
      { node },
      `${name(first as DiagramNode)} is the Start already: a process has one`,
    )
}

function checkIds(judging: Judging): void {
  const seen = new Set<string>()
  for (const node of judging.diagram.nodes) {
    if (node.id === '')
      note(judging, 'node_id_missing', { node }, 'The node has no id, so nothing can lead to it')
    else if (seen.has(node.id)) note(judging, 'node_id_doubled', { node }, 'Another node has this id already')
    else if (!NODE_ID.test(node.id))
      note(judging, 'node_id_odd', { node }, 'Its id is not 24 hex digits, as MPO makes them; it works here')
    seen.add(node.id)
  }
}

function checkTargets(judging: Judging): void {
  const ids = new Set(judging.diagram.nodes.map(({ id }) => id))
  for (const node of judging.diagram.nodes)
    for (const { to, below, what } of listWays(node))
      if (to === '') note(judging, 'target_missing', { node, below }, `${what} names no node`)
      else if (!ids.has(to))
        note(
          judging,
          'target_missing',
          { node, below },
          `${what} leads to the node ${to.slice(0, 60)}, which is not there`,
        )
}

function checkWays(judging: Judging): void {
  const { diagram } = judging
  const reached = findReached(diagram)
  // Without one Start nothing can be said about it.
  const known = diagram.nodes.filter(({ kind }) => kind === 'start').length === 1
  const seen = new Set([''])
  for (const node of diagram.nodes) {
    // Without an id of its own nothing can lead to it, which was said.
    const isNamed = !seen.has(node.id)
    seen.add(node.id)
    if (!isNamed) continue
    if (known && !reached.has(node)) note(judging, 'orphaned', { node }, 'No way from the Start leads here')
    else if (!mayEnd(node, diagram.isState))
      note(
        judging,
        'no_way_out',
        { node },
        'No way leads out of the node: draw one, or make it an End, or a task stays in it for ever',
      )
  }
}

/** A task may stay where it ends, waits in a queue, or is a state; elsewhere a way must lead on, beside that of errors. */
function mayEnd({ kind, logics, semaphors }: DiagramNode, isState: boolean): boolean {
  const has = (...kinds: readonly string[]) => logics.some((logic) => kinds.includes(logic.kind))
  if (kind === 'end' || has('queue', 'go', 'if')) return true
  return (isState && has('callback')) || semaphors.some((semaphor) => semaphor.kind === 'time')
}

const name = ({ title, id }: DiagramNode) => (title === '' ? id : `'${title.slice(0, 60)}'`)

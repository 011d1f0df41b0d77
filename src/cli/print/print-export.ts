/** An export and what is wrong with it, for people. */
import type { DiagramProblem } from '../../diagram/problem.ts'
import { type ExportView, type ProcessView, problemsOf } from '../../import/view-export.ts'
import { showOnOneLine } from '../../process/invisible-text.ts'
import type { Output } from './output.ts'

/** Prints the processes with their problems, then what stands beside them. */
export function printExport(output: Output, view: ExportView): void {
  const told = new Set<DiagramProblem>()
  for (const process of view.processes) {
    printProcess(output, process)
    const own = problemsOf({ file: process.file, diagram: process }, view.problems).filter(
      (one) => !told.has(one),
    )
    for (const problem of own) told.add(problem)
    for (const line of describeAll(own, false)) output.print(`  ${line}`)
  }
  for (const line of describeAll(
    view.problems.filter((problem) => !told.has(problem)),
    true,
  ))
    output.print(line)
  for (const { name, target } of view.aliases)
    output.print(`alias @${showOnOneLine(name)} -> ${target === null ? 'no process' : `process ${target}`}`)
  for (const { name, secret, hasValue } of view.variables) {
    const value = secret ? 'secret: to be set' : hasValue ? 'with its value' : 'without a value: to be set'
    output.print(`variable @${showOnOneLine(name)}  ${value}`)
  }
  output.print(
    `${counted(view.processes.length, 'process', 'processes')}, ${counted(view.errors, 'error')}, ${counted(view.warnings, 'warning')}`,
  )
}

function printProcess(
  output: Output,
  { mpoId, title, kind, active, nodes, inputs, file, line }: ProcessView,
): void {
  const name = `${mpoId === null ? '' : `${mpoId} `}'${showOnOneLine(title)}'`
  const paused = active ? '' : ', not active in MPO'
  output.print(`${kind} ${name}${paused}  (${showOnOneLine(file)}${line > 1 ? `, line ${line}` : ''})`)
  const total = Object.values(nodes).reduce((sum, count) => sum + count, 0)
  const kinds = Object.entries(nodes).map(([node, count]) => `${showOnOneLine(node)} ${count}`)
  output.print(`  ${counted(total, 'node')}: ${kinds.join(', ')}; ${counted(inputs, 'input')} checked`)
}

/**
 * The same problem of several places is one line.
 *
 * @param named with the file, where no process stands above that says it
 */
function describeAll(problems: readonly DiagramProblem[], named: boolean): string[] {
  const groups = new Map<string, DiagramProblem[]>()
  for (const problem of problems) {
    const key = JSON.stringify([problem.severity, problem.code, problem.text])
    groups.set(key, [...(groups.get(key) ?? []), problem])
  }
  return [...groups.values()].map((group) => {
    const [{ severity, code, text, file }] = group as [DiagramProblem]
    const places = group
      .map((problem) =>
        named ? [showOnOneLine(problem.file), describePlace(problem)] : [describePlace(problem)],
      )
      .map((parts) => parts.filter((part) => part !== '').join(', '))
      .filter((place) => place !== '')
    const where = places.length > 0 ? places.join('; ') : showOnOneLine(file)
    return `${severity} ${code}: ${showOnOneLine(text)}${where === '' ? '' : `  [${where}]`}`
  })
}

function describePlace({ nodeId, nodeTitle, line }: DiagramProblem): string {
  const title = nodeTitle ? `'${showOnOneLine(nodeTitle)}' ` : ''
  const node = nodeId === null ? '' : `${title}${showOnOneLine(nodeId) || '(no id)'}`
  const place = line === null ? '' : `line ${line}`
  return [node, place].filter((part) => part !== '').join(', ')
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

import { z } from 'zod'
import type { Diagram, Json, Param } from '../diagram/diagram.ts'
import { describeParamProblem, findParamProblems, paramPath } from '../diagram/find-param-problems.ts'
import { labelNode } from '../diagram/name-node.ts'
import { outcomeAttribute } from '../process/attributes/outcome-attribute.ts'
import { workflowTypeOf } from '../process/ids/process-id.ts'
import type { StartNode } from './start-node.ts'

/**
 * The Start node of an imported process. Its input is what the process declares in MPO, checked in MPO's manner and words; what
 * it does not declare may come as well. No ref, and the usual delivery keys.
 *
 * @param process the process id: the name of its file without `.conv.json`
 * @example startNodeOf(diagram, '1668282-loan-approved').input.safeParse({ amount: 5 })
 */
export function startNodeOf(diagram: Diagram, process: string): StartNode {
  return {
    process,
    workflowType: workflowTypeOf(process),
    title: diagram.title || process,
    input: inputOf(diagram.params),
    deliveryKey: null,
    sameKey: 'compare',
    ref: null,
    conceal: false,
    refInUse: 'quarantine',
    maxBodyBytes: null,
    respond: 'accept',
    answerInvalid: 'error',
    refusals: refusalsOf(diagram),
    find: {},
    replaces: diagram.mpoId,
    diagram,
  }
}

/** The outcome of a task is the title of the End node it came to; MPO draws those of errors red. */
function refusalsOf({ nodes, isState }: Diagram): string[] {
  return nodes
    .filter(({ kind, icon }) => kind === 'end' && icon === 'error')
    .flatMap((node) => outcomeAttribute(labelNode(node, isState)) ?? [])
}

/** One check for all parameters, since a dotted one may stand anywhere; the schema that is shown is written beside it. */
function inputOf(params: readonly Param[]): z.ZodType {
  return z
    .looseObject({})
    .check(({ value, issues }) => {
      for (const problem of findParamProblems(params, value as Json)) {
        const message = describeParamProblem(problem)
        issues.push({ code: 'custom', input: value, path: [...problem.path], message, continue: true })
      }
    })
    .meta({ ...schemaOf(params) })
}

interface ShownSchema {
  type: string
  description?: string
  properties?: Record<string, ShownSchema>
  required?: string[]
}

/** JSON Schema of the input parameters, for templates and for people; elements of arrays are not in it. */
function schemaOf(params: readonly Param[]): ShownSchema {
  const root: ShownSchema = { type: 'object' }
  for (const { name, type, required, description, input } of params) {
    const path = paramPath(name)
    if (!input || !path.every((step) => typeof step === 'string')) continue
    let here = root
    for (const [at, step] of path.entries()) {
      here.properties ??= {}
      if (required) here.required = [...new Set([...(here.required ?? []), step])]
      const isLast = at === path.length - 1
      const known = Object.hasOwn(here.properties, step) ? here.properties[step] : undefined
      const next: ShownSchema = known ?? { type: isLast ? type : 'object' }
      if (isLast && description !== '') next.description = description
      Object.defineProperty(here.properties, step, {
        value: next,
        enumerable: true,
        configurable: true,
        writable: true,
      })
      here = next
    }
  }
  return root
}

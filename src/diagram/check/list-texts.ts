import type { DiagramNode, Field, Logic, Target } from '../diagram.ts'

/** A text of a node that is filled in when it is used. */
export interface NodeText {
  readonly text: string
  /** JSON Pointer of the logic or guard, below the node. */
  readonly below: string
  readonly inApiCall: boolean
  /** `$.` functions mean something in it (facts, rule 16). */
  readonly functions: boolean
}

/** Every text of a node that may hold references; scripts are none, since nothing is filled in there. */
export function listTexts({ logics, semaphors, stub }: DiagramNode): NodeText[] {
  const of = (logic: Logic, below: string) =>
    textsOf(logic).map((text) => ({
      text,
      below,
      inApiCall: logic.kind === 'api',
      functions: ['set', 'if', 'copy'].includes(logic.kind),
    }))
  return [
    ...logics.flatMap((logic, at) => of(logic, `/condition/logics/${at}`)),
    ...semaphors.flatMap((semaphor, at) =>
      semaphor.kind === 'time'
        ? [{ text: semaphor.value, below: `/condition/semaphors/${at}`, inApiCall: false, functions: true }]
        : [],
    ),
    ...stub.flatMap((branch, at) =>
      branch.flatMap((logic, step) => of(logic, `/condition/stub/logics/${at}/${step}`)),
    ),
  ]
}

function textsOf(logic: Logic): readonly string[] {
  switch (logic.kind) {
    case 'go':
    case 'code':
    case 'unsupported':
      return []
    case 'if':
      return logic.conditions.flatMap(({ param, value }) => [param, value])
    case 'set':
    case 'queue':
      return fields(logic.fields)
    case 'api':
      return [
        ...[logic.url, logic.rawBody, logic.certificate, logic.signingSecret],
        ...fields(logic.fields),
        ...logic.headers.flatMap(({ name, value }) => [name, value]),
        ...fields(logic.response ?? []),
      ]
    case 'call':
      return [...target(logic.target), ...fields(logic.fields)]
    case 'copy':
      return [...target(logic.target), logic.ref, ...fields(logic.fields)]
    case 'take':
      return [...target(logic.target), logic.node]
    case 'reply':
      return [logic.reason, ...(logic.names ?? []), ...fields(logic.fields)]
    case 'callback':
      return [logic.idPath]
    case 'sum':
      return logic.sums.map(({ value }) => value)
  }
}

const fields = (list: readonly Field[]) => list.flatMap(({ key, value }) => [key, value])
const target = ({ conv, project, stage }: Target) => [conv, project ?? '', stage ?? '']

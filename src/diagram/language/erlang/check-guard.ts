/** A guard is tested before anything happens: it has operators, `is_...` and the like, and nothing else. */
import { type Expression, FunProblem } from './tree.ts'

/** @throws FunProblem for what Erlang calls an illegal guard */
export function checkGuard(expression: Expression): void {
  switch (expression.kind) {
    case 'match':
    case 'case':
    case 'block':
      throw new FunProblem(`${expression.kind === 'match' ? '=' : expression.kind} can't stand in a guard`)
    case 'call':
      if (!expression.name.startsWith('erlang:'))
        throw new FunProblem(`${expression.name} can't stand in a guard`)
      expression.items.forEach(checkGuard)
      break
    case 'tuple':
      expression.items.forEach(checkGuard)
      break
    case 'list':
      expression.items.forEach(checkGuard)
      if (expression.tail !== null) checkGuard(expression.tail)
      break
    case 'map':
      for (const entry of expression.entries) entry.forEach(checkGuard)
      break
    case 'binary':
      expression.parts.forEach(checkGuard)
      break
    case 'unary':
      checkGuard(expression.item)
      break
    case 'binaryOperator':
      checkGuard(expression.left)
      checkGuard(expression.right)
  }
}

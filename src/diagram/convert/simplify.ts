import { mentions, type Statement } from './statement.ts'

/** Takes jumps out that lead to where the course comes anyway, and labels that nothing needs then. */
export function simplify(statements: readonly Statement[]): readonly Statement[] {
  return tidy(statements, new Set(), null)
}

/**
 * @param next labels whose `leave` is the same as going on behind the last statement
 * @param loop whose `again` is the same; null: none
 */
function tidy(
  statements: readonly Statement[],
  next: ReadonlySet<string>,
  loop: string | null,
): readonly Statement[] {
  return statements.flatMap((statement, at): readonly Statement[] => {
    const isLast = at === statements.length - 1
    const [behind, head] = isLast ? [next, loop] : [new Set<string>(), null]
    switch (statement.kind) {
      case 'leave':
        return behind.has(statement.to) ? [] : [statement]
      case 'again':
        return head === statement.to ? [] : [statement]
      case 'choose': {
        const cases = statement.cases.map(({ to, body }) => ({ to, body: tidy(body, behind, head) }))
        return [{ ...statement, cases }]
      }
      case 'loop':
        return [{ ...statement, body: tidy(statement.body, new Set(), statement.header) }]
      case 'labelled': {
        const { before } = statement
        const body = tidy(statement.body, new Set([...behind, before]), head)
        return mentions(body, before) ? [{ ...statement, body }] : body
      }
      default:
        return [statement]
    }
  })
}

/** Which `{{` belongs to which `}}`, in one pass over the text, however many of them do not close. */

const DEEPEST = 20

/**
 * Offset of each `{{` that closes -> offset of its `}}`. A single brace between them means that they do not belong together
 * (`{{url}, "b": {{c}}`), and of three opening braces the first is text (`{{{a}}}`).
 */
export function pairBraces(text: string): {
  readonly pairs: ReadonlyMap<number, number>
  /** `{{` that stay text. */
  readonly open: readonly number[]
} {
  const pairs = new Map<number, number>()
  const open: number[] = []
  let stack: number[] = []
  const giveUp = () => {
    open.push(...stack)
    stack = []
  }
  for (let at = 0; at < text.length; ) {
    const char = text[at]
    if (char === '{') {
      let run = 1
      while (text[at + run] === '{') run += 1
      if (run % 2 === 1) giveUp()
      for (let start = at + (run % 2); start < at + run; start += 2) {
        if (stack.length === DEEPEST) giveUp()
        stack.push(start)
      }
      at += run
    } else if (char === '}') {
      if (text[at + 1] !== '}') {
        giveUp()
        at += 1
      } else {
        const start = stack.pop()
        if (start !== undefined) pairs.set(start, at)
        at += 2
      }
    } else {
      // No name holds a quote: `"{{url"}}` is an open reference within JSON
      if (char === '"') giveUp()
      at += 1
    }
  }
  giveUp()
  return { pairs, open: open.sort((a, b) => a - b) }
}

/** Problems at their places: the character is marked, the line tinted, and the message stands below it. */
import { syntaxTree } from '@codemirror/language'
import { type EditorState, type Extension, type Range, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import { type TextProblem, tellWhat } from './problem.ts'

/** Replaces what is marked. */
export const setProblems = StateEffect.define<readonly TextProblem[]>()

class Message extends WidgetType {
  readonly #text: string

  constructor(text: string) {
    super()
    this.#text = text
  }

  override eq(other: Message): boolean {
    return other.#text === this.#text
  }

  /** The list below the editor says the same to a screen reader, in which this would be part of the text. */
  override toDOM(): HTMLElement {
    const element = document.createElement('div')
    element.className = 'cm-problem-message'
    element.setAttribute('aria-hidden', 'true')
    element.textContent = this.#text
    return element
  }
}

/** Index of a place in a document, whose line breaks the editor counts as one character each. */
export function placeOf(state: EditorState, { line, column = 1 }: TextProblem): number | null {
  if (line === undefined || line < 1 || line > state.doc.lines) return null
  const { from, text } = state.doc.line(line)
  return from + [...text].slice(0, column - 1).join('').length
}

function decorate(state: EditorState, problems: readonly TextProblem[]): DecorationSet {
  const ranges: Range<Decoration>[] = []
  for (const problem of problems) {
    const at = placeOf(state, problem)
    if (at === null) continue
    const line = state.doc.lineAt(at)
    ranges.push(Decoration.line({ class: 'cm-problem-line' }).range(line.from))
    const to = Math.min(endOf(state, at), line.to)
    if (to > at) ranges.push(Decoration.mark({ class: 'cm-problem' }).range(at, to))
    const widget = new Message(tellWhat(problem))
    ranges.push(Decoration.widget({ widget, block: true, side: 1 }).range(line.to))
  }
  return Decoration.set(ranges, true)
}

/** The whole value or name where one begins there, else the one character. */
function endOf(state: EditorState, at: number): number {
  const node = syntaxTree(state).resolveInner(at, 1)
  const isWord =
    node.from === at && ['String', 'Number', 'True', 'False', 'Null', 'PropertyName'].includes(node.name)
  return isWord ? node.to : at + ((state.sliceDoc(at, at + 2).codePointAt(0) ?? 0) > 0xffff ? 2 : 1)
}

/** Once the text changes, what was found in it holds no longer. */
export const markProblems: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, docChanged, state }) {
    const given = effects.filter((effect) => effect.is(setProblems)).at(-1)
    if (given !== undefined) return decorate(state, given.value as readonly TextProblem[])
    return docChanged ? Decoration.none : marks
  },
  provide: (field) => EditorView.decorations.from(field),
})

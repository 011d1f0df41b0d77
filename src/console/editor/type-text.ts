import { EditorView } from '@codemirror/view'

/**
 * Puts typed characters into the text by itself. Left to the browser, Chromium keeps the look of what stood around by
 * style attributes, which the policy of the page refuses. Input methods that compose are left alone: they need the browser.
 */
export const typeText = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event
    if (inputType !== 'insertText' || data === null || event.isComposing || view.composing) return false
    if (view.state.readOnly) return false
    selectTarget(view, event)
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    const { from, to } = view.state.selection.main
    const handled = view.state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, from, to, data, insert))
    if (!handled) view.dispatch(insert())
    return true
  },
})

/** What the browser would replace: the editor hears of a selection a moment later than the text that replaces it. */
function selectTarget(view: EditorView, event: InputEvent): void {
  const [target] = event.getTargetRanges()
  if (target === undefined || !view.contentDOM.contains(target.startContainer)) return
  const anchor = view.posAtDOM(target.startContainer, target.startOffset)
  const head = view.posAtDOM(target.endContainer, target.endOffset)
  const { from, to } = view.state.selection.main
  if (anchor !== from || head !== to) view.dispatch({ selection: { anchor, head } })
}

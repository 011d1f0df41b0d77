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

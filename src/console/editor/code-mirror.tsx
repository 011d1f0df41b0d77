/** The editor itself. A chunk of its own, loaded with the first text that is shown: see code-editor.tsx. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { nonce } from '../nonce.ts'
import { completeJson } from './complete-json.ts'
import { editorLook } from './editor-look.ts'
import type { EditorProps } from './editor-props.ts'
import { markProblems, placeOf, setProblems } from './mark-problems.ts'
import type { TextProblem } from './problem.ts'
import { typeText } from './type-text.ts'

const NO_PROBLEMS: readonly TextProblem[] = []

export function CodeMirror({
  label,
  value,
  onChange,
  onSubmit,
  language = 'json',
  problems = NO_PROBLEMS,
  schema = null,
  minHeight = 120,
  maxHeight = 480,
  goTo = null,
}: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const change = useRef(onChange)
  change.current = onChange
  const submit = useRef(onSubmit)
  submit.current = onSubmit
  const given = useRef(value)
  given.current = value
  const isReadOnly = onChange === undefined

  useEffect(() => {
    if (host.current === null) return
    const extensions: Extension[] = [
      EditorView.cspNonce.of(nonce),
      lineNumbers(),
      highlightSpecialChars(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, ...(isReadOnly ? { tabindex: '0' } : {}) }),
      EditorView.theme({
        '.cm-scroller': { maxHeight: `${maxHeight}px` },
        '.cm-content, .cm-gutter': { minHeight: `${minHeight}px` },
      }),
      editorLook,
      markProblems,
      ...(language === 'json' ? [json()] : []),
      ...(isReadOnly ? [EditorView.editable.of(false), EditorState.readOnly.of(true)] : editing(schema)),
      // Before the keys of all editors, where the same ones break a line
      keymap.of([{ key: 'Mod-Enter', run: () => runSubmit(submit.current) }]),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) change.current?.(state.doc.toString())
      }),
    ]
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: given.current, extensions }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [label, isReadOnly, language, schema, minHeight, maxHeight])

  useEffect(() => {
    const now = view.current
    if (now === null || now.state.doc.toString() === normal(value)) return
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    // The marks are of this text: a text given together with them is in the editor by now
    view.current?.dispatch({ effects: setProblems.of(problems) })
  }, [problems])

  useEffect(() => {
    const now = view.current
    const at = goTo === null || now === null ? null : placeOf(now.state, goTo)
    if (now === null || at === null) return
    now.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    now.focus()
  }, [goTo])

  return <div ref={host} />
}

function editing(schema: EditorProps['schema']): Extension[] {
  return [
    typeText,
    history(),
    drawSelection(),
    highlightActiveLine(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    ...(schema ? [autocompletion({ override: [completeJson(schema)], icons: false })] : []),
  ]
}

/** Line breaks as the editor keeps them. */
const normal = (text: string) => text.replace(/\r\n?/g, '\n')

/** @returns false: the key is left to others */
function runSubmit(submit: (() => void) | undefined): boolean {
  submit?.()
  return submit !== undefined
}

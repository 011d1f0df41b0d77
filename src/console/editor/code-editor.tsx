import { Button, Stack, Text } from '@mantine/core'
import { Suspense, useMemo, useState } from 'react'
import { loadLater } from '../chunks/load-later.ts'
import { Loading } from '../parts/states/loading.tsx'
import classes from './code-editor.module.css'
import type { EditorProps } from './editor-props.ts'
import { findJsonProblem } from './find-json-problem.ts'
import { type TextProblem, tellProblem } from './problem.ts'

const CodeMirror = loadLater(async () => (await import('./code-mirror.tsx')).CodeMirror)

/**
 * A text with line numbers, in which problems stand at their places, and again in a list below: who can't see the place
 * hears it, and a click goes there.
 */
export function CodeEditor({ problems, ...props }: EditorProps) {
  const { value, language = 'json', onChange } = props
  const [goTo, setGoTo] = useState<TextProblem | null>(null)
  const own = useMemo(
    () => (language === 'json' && onChange !== undefined ? findJsonProblem(value) : null),
    [value, language, onChange],
  )
  const shown = useMemo(
    () => (problems !== undefined && problems.length > 0 ? problems : own === null ? [] : [own]),
    [problems, own],
  )
  return (
    <Stack gap={6}>
      <Suspense fallback={<Loading what="The editor" />}>
        <CodeMirror {...props} problems={shown} goTo={goTo} />
      </Suspense>
      <div role="status" aria-label={`Problems of ${props.label}`}>
        {shown.length > 0 && (
          <ul className={classes.problems}>
            {shown.map((problem) => (
              <li key={tellProblem(problem)}>
                {problem.line === undefined ? (
                  <Text size="xs">{tellProblem(problem)}</Text>
                ) : (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    color="red"
                    onClick={() => setGoTo({ ...problem })}
                    classNames={{ root: classes.problem ?? '', label: classes.label ?? '' }}
                  >
                    {tellProblem(problem)}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Stack>
  )
}

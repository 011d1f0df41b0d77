import { Box, List, Switch, Text, Tooltip } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api/use-change.ts'
import { Confirm } from '../parts/confirm.tsx'
import { useLack } from '../shell/session-context.ts'
import type { Addressed } from './addressed.ts'

/**
 * The switch of the Start node, as MPO has it. Off is for good: the URL that comes with the next on is another one, so
 * what calls it now is named first.
 *
 * @param calls what is known to call it
 */
export function UrlSwitch({
  of: { on, base, urls, accepted },
  calls,
}: {
  of: Addressed
  calls: readonly string[]
}) {
  const change = useChange()
  const lack = useLack('editor')
  const [asking, setAsking] = useState(false)
  const isOn = urls !== null

  function toggle() {
    if (lack !== null || change.isPending) return
    if (isOn) setAsking(true)
    else change.mutate({ method: 'POST', path: `${base}/enable`, done: `The direct URL of ${on} is on` })
  }

  const others = accepted.filter(({ ended }) => !ended)
  const notes = [...new Set(others.map(({ note }) => note || 'the URL before a rotation'))]
  return (
    <>
      <Tooltip label={lack} disabled={lack === null} events={{ hover: true, focus: true, touch: true }}>
        <Box>
          <Switch
            label="Direct url for tasks upload"
            checked={isOn}
            onChange={toggle}
            aria-disabled={lack !== null}
            {...(lack === null ? {} : { description: lack, 'data-disabled': true })}
          />
        </Box>
      </Tooltip>
      <Confirm
        opened={asking}
        title={`Switch off the direct URL of ${on}?`}
        action="Switch off"
        danger
        onClose={() => setAsking(false)}
        onConfirm={() =>
          change.mutate({ method: 'POST', path: `${base}/disable`, done: `The direct URL of ${on} is off` })
        }
      >
        <Text size="sm" mb="xs">
          Whoever calls it is refused at once (403), and this URL never comes back: the next one is new, and
          must be pasted wherever the old one stands. This breaks:
        </Text>
        <List size="sm" spacing={4}>
          <List.Item>every webhook in Mambu that has this URL</List.Item>
          {others.length > 0 && <List.Item>what else is accepted: {notes.join(', ')}</List.Item>}
          {calls.map((call) => (
            <List.Item key={call}>{call}</List.Item>
          ))}
        </List>
      </Confirm>
    </>
  )
}

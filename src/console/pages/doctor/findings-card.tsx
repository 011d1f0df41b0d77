import { Group, Text } from '@mantine/core'
import type { Finding } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { StateBadge, type Tone } from '../../parts/state-badge.tsx'
import { WithCode } from '../../parts/with-code.tsx'
import classes from './findings-card.module.css'

const TONES: Readonly<Record<Finding['state'], Tone>> = {
  ok: 'good',
  off: 'off',
  warning: 'warning',
  refuses: 'bad',
}

/** What was found about one area, each with what to do. */
export function FindingsCard({ title, findings }: { title: string; findings: readonly Finding[] }) {
  return (
    <Card title={title}>
      <ul className={classes.findings}>
        {findings.map(({ subject, state, message, advice }) => (
          <li key={`${subject} ${message}`}>
            <Group gap="sm" align="flex-start" wrap="nowrap">
              <StateBadge tone={TONES[state]}>{state}</StateBadge>
              <div>
                <Text size="sm">
                  <b>{subject}</b> <WithCode>{message}</WithCode>
                </Text>
                {advice !== null && (
                  <Text size="sm" c="dimmed">
                    <WithCode>{advice}</WithCode>
                  </Text>
                )}
              </div>
            </Group>
          </li>
        ))}
      </ul>
    </Card>
  )
}

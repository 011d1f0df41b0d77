import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Finding } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { WithCode } from '../../parts/code/with-code.tsx'
import { StateBadge, type Tone } from '../../parts/state-badge.tsx'
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
        {findings.map(({ area, subject, state, message, advice }) => (
          <li key={`${subject} ${message}`}>
            <Group gap="sm" align="flex-start" wrap="nowrap">
              <StateBadge tone={TONES[state]}>{state}</StateBadge>
              <div>
                <Text size="sm">
                  <Subject area={area} subject={subject} /> <WithCode>{message}</WithCode>
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

/** Leads to where it can be mended, when the console has such a page. */
function Subject({ area, subject }: Pick<Finding, 'area' | 'subject'>) {
  const href = placeOf(area, subject)
  if (href === null) return <b>{subject}</b>
  return (
    <Anchor component={Link} href={href} inherit fw={700}>
      {subject}
    </Anchor>
  )
}

function placeOf(area: Finding['area'], subject: string): string | null {
  if (area === 'process') return `/processes/${subject}`
  if (area === 'alias') return `/aliases/${subject.replace(/^@/, '')}`
  return area === 'variable' ? '/variables' : null
}

import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useChange } from '../../api/use-change.ts'
import type { Need } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { WithCode } from '../../parts/code/with-code.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { StateBadge, type Tone } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import classes from './now-page.module.css'

const KINDS: Readonly<Record<Need['kind'], string>> = {
  refuses_all: 'refuses',
  temporal: 'Temporal',
  workers: 'no worker',
  settings: 'settings',
  inbox_full: 'inbox full',
  held: 'held',
  stuck: 'put aside',
  failed: 'failed',
  retrying: 'being tried again',
  answer_times: 'slow answers',
  rejected: 'rejected',
  quarantine: 'quarantine',
  waiting: 'waiting',
  unanswered: 'unanswered',
  doctor: 'doctor',
  paused: 'paused',
  keyless: 'no delivery key',
  repeats: 'repeats',
}
const TONES: Readonly<Record<Need['urgency'], Tone>> = { now: 'bad', soon: 'warning', look: 'off' }

/** Things that need somebody, each a link to exactly those. */
export function NeedList({ title, needs }: { title: string; needs: readonly Need[] }) {
  return (
    <Card title={title}>
      <ul className={classes.needs}>
        {needs.map((need) => (
          <NeedShown key={need.id} need={need} />
        ))}
      </ul>
    </Card>
  )
}

function NeedShown({ need }: { need: Need }) {
  const { kind, urgency, text, count, since, node, advice, link } = need
  return (
    <li>
      <div className={classes.kind}>
        <StateBadge tone={TONES[urgency]}>{KINDS[kind]}</StateBadge>
      </div>
      <Text size="sm" fw={700} component="div" className={classes.count}>
        {count?.toLocaleString()}
      </Text>
      <div className={classes.told}>
        <Text size="sm" component="p">
          {link === null ? (
            <WithCode>{text}</WithCode>
          ) : (
            <Anchor component={Link} href={link} inherit>
              <bdi>{text}</bdi>
            </Anchor>
          )}
        </Text>
        <Text size="sm" c="dimmed" component="p">
          {node !== null && (
            <>
              at <bdi>{node}</bdi>,{' '}
            </>
          )}
          {since !== null && (
            <>
              since <Time at={since} />
              {advice === null ? '' : '. '}
            </>
          )}
          {advice !== null && <WithCode>{advice}</WithCode>}
        </Text>
      </div>
      {need.seenable && <DoneWith need={need} />}
    </li>
  )
}

/** What has ended stays as it is; it is told again when more comes. */
function DoneWith({ need }: { need: Need }) {
  const change = useChange()
  return (
    <Group className={classes.act}>
      <RoleButton
        needs="operator"
        size="compact-xs"
        variant="default"
        loading={change.isPending}
        aria-label={`Done with these: ${need.text}`}
        onClick={() => {
          // The button goes with its line: who works by keyboard stays on the page
          document.querySelector('h1')?.focus({ preventScroll: true })
          change.mutate({
            method: 'POST',
            path: '/now/seen',
            body: { id: need.id, ...(need.until === null ? {} : { until: need.until }) },
            done: 'Not shown any more until it happens again',
          })
        }}
      >
        Done with these
      </RoleButton>
    </Group>
  )
}

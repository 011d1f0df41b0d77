import { Text } from '@mantine/core'
import classes from './not-now.module.css'

/** What can't be done, folded away, with why. @param isAll true: nothing else can be done */
export function NotNow({
  actions,
  isAll,
}: {
  actions: readonly { readonly title: string; readonly reason: string }[]
  isAll: boolean
}) {
  const reasons = new Set(actions.map(({ reason }) => reason))
  const [only] = reasons
  if (actions.length === 0 || only === undefined) return null
  return (
    <details className={classes.fold}>
      <summary>
        {isAll ? 'Nothing can be done' : `${actions.length} more can't be done now`}
        {reasons.size === 1 && `: ${only}`}
      </summary>
      <ul>
        {actions.map(({ title, reason }) => (
          <li key={title}>
            <Text size="sm" component="span">
              <b>{title}</b>: {reason}
            </Text>
          </li>
        ))}
      </ul>
    </details>
  )
}

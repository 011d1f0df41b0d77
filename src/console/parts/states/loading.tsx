import { Center, Loader, VisuallyHidden } from '@mantine/core'
import classes from './loading.module.css'

/** Stands where something is still coming. What is there within a moment shows no wheel before. */
export function Loading({ what }: { what: string }) {
  return (
    <Center mih={160} role="status">
      <Loader size="sm" aria-hidden className={classes.wheel ?? ''} />
      <VisuallyHidden>{what} is loading</VisuallyHidden>
    </Center>
  )
}

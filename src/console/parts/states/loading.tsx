import { Center, Loader, VisuallyHidden } from '@mantine/core'

export function Loading({ what }: { what: string }) {
  return (
    <Center mih={160} role="status">
      <Loader size="sm" aria-hidden />
      <VisuallyHidden>{what} is loading</VisuallyHidden>
    </Center>
  )
}

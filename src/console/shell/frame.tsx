/** What is around every page: skip link, heading, navigation, and the page itself. */
import { AppShell, Burger, Group, Image, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import icon from '../icon.svg'
import { Boundary } from './boundary.tsx'
import classes from './frame.module.css'
import { Keys } from './keys.tsx'
import { Navigation } from './navigation.tsx'
import { Pages } from './pages.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'
import { TroubleShown } from './trouble-shown.tsx'
import { UserMenu } from './user-menu.tsx'

export function Frame() {
  const [location] = useLocation()
  const queries = useQueryClient()
  const [opened, { toggle, close }] = useDisclosure(false)
  const [keysShown, keys] = useDisclosure(false)
  return (
    <AppShell
      header={{ height: 54 }}
      navbar={{ width: 210, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a href="#page" className={classes.skip}>
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Navigation"
              aria-expanded={opened}
            />
            <Link href="/processes" className={classes.home}>
              <Image src={icon} alt="" w={26} h={26} />
              <Text fw={650}>Startnode</Text>
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SchemeSwitch />
            <UserMenu onKeys={keys.open} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Console">
        <Navigation onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className={classes.main ?? ''}>
        <TroubleShown />
        <Boundary at={location} onRetry={() => queries.removeQueries({ type: 'inactive' })}>
          <Pages />
        </Boundary>
      </AppShell.Main>
      <Keys opened={keysShown} onOpen={keys.open} onClose={keys.close} />
    </AppShell>
  )
}

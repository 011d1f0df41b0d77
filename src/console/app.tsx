import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { Router } from 'wouter'
import { createQueryClient } from './api/query-client.ts'
import { nonce } from './nonce.ts'
import { Frame } from './shell/frame.tsx'
import { Live } from './shell/live.tsx'
import { Session } from './shell/session.tsx'
import { readable, theme } from './theme.ts'

const queries = createQueryClient()

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={readable}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queries}>
        <Router base="/console">
          <Session>
            <Live>
              <Frame />
            </Live>
          </Session>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}

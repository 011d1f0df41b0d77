/** How the console becomes the files that src/admin/serve/serve-console.ts serves. `--outDir` chooses another folder. */
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  // Replaced by a nonce of its own in each answer: Mantine and the scroll lock put style elements into the page.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // For older ones light-dark() is rewritten to variables that nothing here sets
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: URL is no answer of this server, and the policy allows it for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      // Every file of React libraries says "use client", which means nothing here
      onLog(level, log, tell) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log)
      },
    },
  },
})

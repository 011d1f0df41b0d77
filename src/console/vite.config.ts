/** How the console becomes the files that src/admin/serve/serve-console.ts serves. `--outDir` chooses another folder. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** `quick`: somebody waits for the page (find-console.ts). */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [packAssets(mode === 'quick')],
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
}))

/**
 * Writes `.br` and `.gz` beside each asset, once: a receiver packs nothing while it serves.
 *
 * @param isQuick in a tenth of the time, a tenth larger
 */
function packAssets(isQuick: boolean): Plugin {
  const params = { [constants.BROTLI_PARAM_QUALITY]: isQuick ? 5 : 11 }
  return {
    name: 'pack-assets',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((file) => /^assets\/.*\.(?:js|css|svg)$/.test(file))
      await Promise.all(
        files.map(async (file) => {
          const path = join(dir, file)
          const content = await readFile(path)
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }))
          await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: isQuick ? 6 : 9 }))
        }),
      )
    },
  }
}

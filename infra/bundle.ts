import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { buildSite } from './site/build-site.ts'

/** What lies beside the code of a function. */
const companions: Record<string, (folder: string) => void> = {
  about: (folder) => buildSite(`${folder}/site`),
}

/**
 * Bundles a function of `functions/` as it is deployed: one minified module with the SDK in it, because a cold start
 * takes as long as there are files to find and bytes to read. The same sources give the same bytes, so that a
 * deployment replaces only what changed.
 * @returns its folder below `outdir`, and the size of its code in bytes
 */
export const bundleFunction = (name: string, outdir: string): { folder: string; bytes: number } => {
  const folder = `${outdir}/${name}`
  rmSync(folder, { recursive: true, force: true })
  const { metafile } = buildSync({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [`functions/${name}.ts`],
    outfile: `${folder}/index.mjs`,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // CommonJS packages in the bundle call `require` for the modules of Node.
    banner: { js: `import{createRequire as $require}from'node:module';const require=$require(import.meta.url);` },
    legalComments: 'none',
    metafile: true,
  })
  companions[name]?.(folder)
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0)
  return { folder, bytes }
}

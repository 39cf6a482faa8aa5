import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inScratch, ROOT, until } from './berth.ts'

/** A small project with the real build script and command, whose sources say their version. */
function smallProject(folder: string): void {
  for (const path of ['bin/berth.mjs', 'scripts/build.mjs']) cpSync(join(ROOT, path), join(folder, path))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  put(folder, 'package.json', '{"type": "module"}')
  const script = readFileSync(join(ROOT, 'scripts/build.mjs'), 'utf8')
  for (const [path] of script.matchAll(/src\/cli\/[\w/-]+\.worker\.ts/g)) put(folder, path, 'export const version = 0')
  put(folder, 'src/sandbox/main.ts', 'export const version = 0')
}

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Builds after a change of the sources; returns the folder that the build is in. */
function buildVersion(folder: string, version: number): string {
  put(folder, 'src/cli/main.ts', `export const main = () => process.stdout.write('version ${version}')`)
  const script = `import('./scripts/build.mjs').then(({ build }) => build('cli'))`
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(readFileSync(join(folder, 'dist/cli/berth.js'), 'utf8')).toContain(`version ${version}`)
  return basename(realpathSync(join(folder, 'dist/cli')))
}

describe('the build', () => {
  it('is there at every moment, keeps the one before for who runs it, and no older one', async () => {
    await inScratch(async (folder) => {
      smallProject(folder)
      const first = buildVersion(folder, 1)
      const stop = join(folder, 'stop')
      const watch = `const { existsSync } = require('node:fs')
        let looks = 0, misses = 0
        for (; looks % 256 || !existsSync('stop'); looks++) if (!existsSync('dist/cli/berth.js')) misses++
        console.log(looks > 0, misses)`
      const watcher = spawn(process.execPath, ['-e', watch], { cwd: folder })
      let seen = ''
      watcher.stdout.on('data', (bytes: Buffer) => (seen += bytes.toString('utf8')))
      const second = buildVersion(folder, 2)
      expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['cli', first, second].sort())
      const third = buildVersion(folder, 3)
      writeFileSync(stop, '')
      await until(() => seen !== '')
      expect(seen).toBe('true 0\n')
      expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['cli', second, third].sort())
    })
  })

  it('takes the place of a folder that an earlier build script left', async () => {
    await inScratch(async (folder) => {
      smallProject(folder)
      put(folder, 'dist/cli/berth.js', 'old')
      const first = buildVersion(folder, 1)
      buildVersion(folder, 2)
      expect(readdirSync(join(folder, 'dist'))).toContain(first)
    })
  })

  it('that cannot be loaded is told in one line, with 70', async () => {
    await inScratch(async (folder) => {
      smallProject(folder)
      put(folder, 'dist/cli/berth.js', "throw new Error('as it should')")
      expect(existsSync(join(folder, 'src/cli/main.ts'))).toBe(false)
      const ended = spawnSync(process.execPath, ['bin/berth.mjs', 'schema'], { cwd: folder, encoding: 'utf8' })
      expect([ended.status, ended.stdout]).toEqual([70, ''])
      expect(ended.stderr).toBe('berth: cannot load the build: as it should\nRun "npm run build", then try again.\n')
    })
  })
})

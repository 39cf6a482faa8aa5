import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const COMPILERS = ['c++', 'g++', 'clang++']

/** How the port is built. */
export const FLAGS = ['-O2', '-O3 -march=native'] as const

/** The first compiler there is and what it calls itself, or null. */
export function findCompiler(): { readonly program: string; readonly name: string } | null {
  for (const program of COMPILERS) {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
    if (status === 0) return { program, name: stdout.split('\n')[0] }
  }
  return null
}

/** Builds the port once for each of FLAGS. folder: where programs go. Returns their paths; throws with what is said. */
export function buildPorts(compiler: string, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  return FLAGS.map((flags, i) => {
    const program = join(folder, `kernel-${i}`)
    const words = ['-std=c++20', ...flags.split(' '), '-o', program, 'tests/bench/kernel/main.cpp']
    const { status, stderr } = spawnSync(compiler, words, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${compiler} ${words.join(' ')}: ${stderr}`)
    return program
  })
}

import { defineConfig } from 'vitest/config'

// The tests that answer for the mutated folders, and no others: each mutant costs what these cost.
export default defineConfig({ test: { include: ['tests/unit/engine/{filter,reserve,resize}/*.test.ts'] } })

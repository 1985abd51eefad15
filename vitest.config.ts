import { defineConfig } from 'vitest/config';
import { watForVite } from './scripts/wat-modules.mjs';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [watForVite],
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['src/**/*.test.ts', 'web/**/*.test.ts'],
          testTimeout: 10_000,
        },
      },
      {
        plugins: [watForVite],
        test: {
          name: 'system',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Real daemons and real signals: two files at once on two cores is what stays deterministic.
          maxWorkers: 2,
        },
      },
    ],
  },
});

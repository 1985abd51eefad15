import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vite';

export declare const watForEsbuild: EsbuildPlugin;
export declare const watForVite: VitePlugin;

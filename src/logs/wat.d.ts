/** The build assembles WebAssembly text (`scripts/wat-modules.mjs`). */
declare module '*.wat' {
  /** The module, as base64. */
  export const wasm: string;
}

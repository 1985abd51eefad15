/** In place of the id of a boot, where that is not to be seen. */
export const HIDDEN_BOOT = 'unknown';

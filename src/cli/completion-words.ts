/** What the completion scripts and the hidden `__complete` have agreed on. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** A candidate that stands for the names of files, which the shell itself knows best. */
export const FILES = ':files';

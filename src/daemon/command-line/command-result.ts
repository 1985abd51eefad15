/** What a command that only reports has to say, and how it ends. */
export interface CommandResult {
  readonly stdout: string;
  readonly exitStatus: number;
}

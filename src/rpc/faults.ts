/** The faults of Supervisor's API. Source: Supervisor xmlrpc.py, Faults. */
export const FAULTS = {
  UNKNOWN_METHOD: 1,
  INCORRECT_PARAMETERS: 2,
  BAD_ARGUMENTS: 3,
  SIGNATURE_UNSUPPORTED: 4,
  SHUTDOWN_STATE: 6,
  BAD_NAME: 10,
  BAD_SIGNAL: 11,
  NO_FILE: 20,
  NOT_EXECUTABLE: 21,
  FAILED: 30,
  ABNORMAL_TERMINATION: 40,
  SPAWN_ERROR: 50,
  ALREADY_STARTED: 60,
  NOT_RUNNING: 70,
  /** Only inside the result of a method that concerns several processes. */
  SUCCESS: 80,
  ALREADY_ADDED: 90,
  STILL_RUNNING: 91,
  CANT_REREAD: 92,
  /** vigil's own: the caller may look and not touch, or not do this. */
  NOT_PERMITTED: 95,
} as const;

export type FaultName = keyof typeof FAULTS;

/** Ends a method with a fault. */
export abstract class ApiFault extends Error {
  abstract readonly code: number;
}

/** A fault of Supervisor's. The text is the fault's name, followed by what it is about where there is that. */
export class RpcFault extends ApiFault {
  override readonly name = 'RpcFault';
  readonly fault: FaultName;

  constructor(fault: FaultName, about?: string) {
    super(about === undefined ? fault : `${fault}: ${about}`);
    this.fault = fault;
  }

  get code(): number {
    return FAULTS[this.fault];
  }
}

/** A fault with a number and a text of a plug-in's own. */
export class PluginFault extends ApiFault {
  override readonly name = 'PluginFault';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

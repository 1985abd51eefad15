/** vigil's own version, that of package.json. */
export const VERSION = '0.1.0';

/** The version of Supervisor whose behaviour and API vigil offers, told to clients that ask for it. */
export const SUPERVISOR_VERSION = '4.3.0';

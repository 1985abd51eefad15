/** The version of Supervisor's API, which clients ask for before anything else. Source: Supervisor rpcinterface.py. */
export const API_VERSION = '3.0';

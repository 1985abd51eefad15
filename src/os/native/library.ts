/** koffi, as the declarations see it. */

export type Koffi = typeof import('koffi');
export type Library = ReturnType<Koffi['load']>;
/** Makes a function of a prototype in C. */
export type Declare = (prototype: string) => ReturnType<Library['func']>;

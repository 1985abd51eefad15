/**
 * Numbers that must not be confused, as branded types. Values are made by the constructors below or by the
 * configuration parser; everything else receives them. A brand costs nothing at run time.
 */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A process id, always positive. */
export type Pid = Branded<number, 'Pid'>;
/** A span of time. */
export type Milliseconds = Branded<number, 'Milliseconds'>;
/** A span of time as configuration writes it; converted once, by {@link toMilliseconds}. */
export type Seconds = Branded<number, 'Seconds'>;
/** A point on the monotonic clock, in milliseconds since an arbitrary origin. Never goes back. */
export type MonotonicTime = Branded<number, 'MonotonicTime'>;
/** A point on the wall clock, in milliseconds since the Unix epoch. For printing only. */
export type WallClockTime = Branded<number, 'WallClockTime'>;
/** A size. */
export type Bytes = Branded<number, 'Bytes'>;
/** An open file descriptor of this process. */
export type FileDescriptor = Branded<number, 'FileDescriptor'>;
/** A signal's number on Linux, 0 to 64. */
export type SignalNumber = Branded<number, 'SignalNumber'>;

export const pid = (value: number): Pid => value as Pid;
export const milliseconds = (value: number): Milliseconds => value as Milliseconds;
export const seconds = (value: number): Seconds => value as Seconds;
export const monotonicTime = (value: number): MonotonicTime => value as MonotonicTime;
export const wallClockTime = (value: number): WallClockTime => value as WallClockTime;
export const bytes = (value: number): Bytes => value as Bytes;
export const fileDescriptor = (value: number): FileDescriptor => value as FileDescriptor;
export const signalNumber = (value: number): SignalNumber => value as SignalNumber;

export const toMilliseconds = (value: Seconds): Milliseconds => milliseconds(value * 1000);
export const later = (time: MonotonicTime, by: Milliseconds): MonotonicTime => monotonicTime(time + by);
